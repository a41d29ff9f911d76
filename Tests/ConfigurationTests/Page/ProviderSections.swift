import Configuration
import Events
import Ledger
import Providers
import Settings

/// The sections of the page that the registry of providers makes.
enum ProviderSections {
    static var all: [GeneratedSection] {
        [
            GeneratedSection(name: "providers", markdown: providers),
            GeneratedSection(name: "provider-settings", markdown: providerSettings),
            GeneratedSection(name: "dialects", markdown: dialects),
            GeneratedSection(name: "event-mappings", markdown: eventMappings),
            GeneratedSection(name: "policies", markdown: policies),
            GeneratedSection(name: "fields", markdown: fields),
        ]
    }

    private static var providers: String {
        GeneratedSection.table(
            [
                "`provider`", "Sender", "Credentials", "The views do not show", "`retryWindow`",
                "Credentials of `api`",
            ],
            Provider.all.map { provider in
                [
                    code(provider.name), provider.displayName,
                    list(provider.credentials.configurationKeys),
                    provider.maskedPaths.isEmpty
                        ? "" : list(provider.maskedPaths.map(\.description)),
                    "\(provider.retryWindowSeconds / 3_600) h",
                    provider.apiCredentials.map { $0.map(code).joined(separator: " and ") }
                        .joined(separator: ", or "),
                ]
            })
    }

    private static var providerSettings: String {
        let settings = Provider.all.flatMap { provider in
            provider.format.settingDescriptions.filter { $0.place == .source }
                .map { (provider, $0) }
        }
        let keys = settings.filter { $0.1.effect == .books }.map(\.1.key)
        return GeneratedSection.table(headings, rows(settings))
            + "\nA change of `environment`, \(list(keys)), `policies` or `thresholds`, or of whether"
            + "\nthere is an `api`, asks for a re-projection; `trueup status` says so.\n"
    }

    private static var policies: String {
        let senders =
            Provider.all.map { ($0.name, $0.format.booking) }
            + StandardWebhooksDialect.all.map { ("the dialect \($0.name)", $0.booking) }
        let ledger = LedgerPolicy.settings.map { setting in
            let usual = setting.described(default: LedgerPolicy())
            func text(_ booking: DefaultBooking) -> String? {
                setting.described(default: booking.policy).defaultText
            }
            // A dialect is told where it differs from its provider.
            let ofProvider = text(Provider.standardWebhooks.format.booking)
            let others = senders.enumerated().filter { place, sender in
                text(sender.1)
                    != (place < Provider.all.count ? usual.defaultText : ofProvider)
            }.map(\.element)
            let defaults = others.map { "\($0.0) \(text($0.1) ?? "none")" }
            let origins = others.map { "\($0.0): \($0.1.origin ?? "")" }
            return [
                code(usual.key), "all", usual.about, usual.values,
                ([usual.defaultText ?? "none"] + defaults).joined(separator: "; "),
                ([usual.origin] + origins).joined(separator: "; "),
            ]
        }
        let own = Provider.all.flatMap { provider in
            provider.format.settingDescriptions.filter { $0.place == .policies }
                .map { (provider, $0) }
        }
        return GeneratedSection.table(headings, ledger + rows(own))
    }

    private static let headings = [
        "Key", "For", "Meaning", "What may stand there", "Default", "Where the default comes from",
    ]

    /// A row a key; what providers say alike is said once.
    private static func rows(_ settings: [(Provider, SettingDescription)]) -> [[String]] {
        var rows: [[String]] = []
        var seen: Set<String> = []
        for (_, first) in settings where seen.insert(first.key).inserted {
            let alike = settings.filter { $0.1.key == first.key }
            func each(_ text: (SettingDescription) -> String) -> String {
                if Set(alike.map { text($0.1) }).count == 1 { return text(first) }
                return alike.map { "\($0.0.name): \(text($0.1))" }.joined(separator: "; ")
            }
            rows.append([
                code(first.key), alike.map(\.0.name).joined(separator: ", "), each(\.about),
                each(\.values), each { $0.defaultText ?? "none" }, each(\.origin),
            ])
        }
        return rows
    }

    private static var dialects: String {
        GeneratedSection.table(
            ["`dialect`", "Whose bodies"],
            StandardWebhooksDialect.all.map { [code($0.name), $0.about] })
    }

    private static var eventMappings: String {
        GeneratedSection.table(
            [
                "Key of an event type", "Meaning", "What may stand there", "Default",
                "Where the default comes from",
            ],
            EventMapping.settings.map { $0.described(default: EventMapping(fields: FieldMap())) }
                .map { setting in
                    [
                        code(setting.key), setting.about, setting.values,
                        setting.isRequired ? "required" : setting.defaultText ?? "none",
                        setting.origin,
                    ]
                })
    }

    private static var fields: String {
        let columns =
            Provider.all.map { ($0.name, $0.format.mappableFields) }
            .filter { !$0.1.fields.isEmpty } + [("`eventMappings`", EventMapping.mappableFields)]
        return GeneratedSection.table(
            ["Field", "What stands there"] + columns.map(\.0),
            Field.allCases.map { field in
                [code(field.rawValue), field.about]
                    + columns.map { _, mappable in
                        guard mappable.fields.contains(field) else { return "" }
                        let paths = mappable.defaults[field].map { code($0.description) }
                        return paths.isEmpty ? "no default" : paths.joined(separator: ", ")
                    }
            })
    }

    private static func code(_ text: String) -> String { "`\(text)`" }

    /// Each once, in code.
    private static func list(_ words: [String]) -> String {
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }.map(code).joined(separator: ", ")
    }
}
