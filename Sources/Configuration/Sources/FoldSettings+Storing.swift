import Events
import Ledger
import Providers
import Reconciliation

/// Stored settings that this version cannot read.
package struct StoredSettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line: what is wrong with them, and what to do.
    package let description: String
}

extension FoldSettings {
    private static let keys = [
        "provider", "environment", "resolvesTransactions", "notificationIdHeader", "fieldMap",
        "dialect", "eventMappings", "policies", "thresholds",
    ]

    /// The settings as a generation stores them: an object with the keys of a source's
    /// configuration and nothing left to defaults, so that a default that changes with a version
    /// changes no books.
    package var json: String {
        JSONWriter.object { object in
            object.string("provider", provider.provider.rawValue)
            object.string("environment", (rules.isLive ? Environment.live : .test).rawValue)
            object.bool("resolvesTransactions", rules.resolvesTransactions)
            if let header = provider.notificationIDHeader {
                object.string("notificationIdHeader", header)
            }
            object.object("fieldMap") { provider.fieldMap.write(to: &$0) }
            object.string("dialect", provider.dialect.rawValue)
            object.object("eventMappings") { mappings in
                for (type, mapping) in provider.eventMappings.sorted(by: { $0.key < $1.key }) {
                    mappings.object(type) { mapping.write(to: &$0) }
                }
            }
            object.object("policies") { policies in
                ledger.write(to: &policies)
                provider.writePolicies(to: &policies)
            }
            object.object("thresholds") { rules.thresholds.write(to: &$0) }
        }
    }

    /// Reads what `json` wrote; `sourceName` goes to the rules.
    package init(stored json: String, sourceName: String) throws(StoredSettingsError) {
        let origin = ConfigurationProblem.Origin.file("stored settings of \(sourceName)")
        let problems = ProblemList()
        let settings = Self.read(json, origin, sourceName, problems)
        guard let settings, problems.problems.isEmpty else {
            let first = problems.problems.first?.description ?? "\(origin): not readable"
            throw StoredSettingsError(
                description: "\(first); another version wrote them: run that version, or "
                    + "`trueup reproject --source \(sourceName)`")
        }
        self = settings
    }

    private static func read(
        _ json: String, _ origin: ConfigurationProblem.Origin, _ sourceName: String,
        _ problems: ProblemList
    ) -> FoldSettings? {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: Array(json.utf8))
        } catch {
            problems.append(ConfigurationProblem(origin, error.description))
            return nil
        }
        let object = SettingObject(
            document.root, origin, path: "", keys: keys, problems: problems)
        guard
            let provider = object.required("provider", "a provider")?.choice(Provider.self),
            let environment = object.required("environment", "live or test")?
                .choice(Environment.self),
            let resolves = object.required("resolvesTransactions", "true or false")?.bool()
        else { return nil }
        let ledger = object.ledgerPolicy(provider: provider)
        return FoldSettings(
            provider: ProviderSettings(object, provider: provider), ledger: ledger,
            rules: RuleSettings(
                sourceName: sourceName,
                thresholds: object.thresholds(provider: provider),
                isLive: environment == .live, resolvesTransactions: resolves,
                announcesCards: ledger.announcesCards,
                clockResolutionMicroseconds: ledger.clockResolutionMicroseconds))
    }

    private typealias Environment = SourceConfiguration.Environment
}

extension FieldMap {
    fileprivate func write(to object: inout JSONObjectWriter) {
        for (field, paths) in paths.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where !paths.isEmpty {
            object.array(field.rawValue) { list in
                for path in paths { list.string(path.description) }
            }
        }
    }
}

extension EventMapping {
    fileprivate func write(to object: inout JSONObjectWriter) {
        if let step { object.string("step", step.rawValue) }
        object.string("amounts", amounts.rawValue)
        object.bool("opensCard", opensCard)
        object.bool("closesCard", closesCard)
        object.object("fieldMap") { fields.write(to: &$0) }
    }
}

extension LedgerPolicy {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.string("clearing", clearing.rawValue)
        object.bool("release", releasesRestAfterPartialClearing)
        object.integer("clockResolutionMicroseconds", clockResolutionMicroseconds)
        object.bool("announcesCards", announcesCards)
    }
}

extension ProviderSettings {
    fileprivate func writePolicies(to object: inout JSONObjectWriter) {
        switch provider {
        case .nymcard:
            for (key, set) in SourcePolicies.nymcardSets {
                object.array(key) { list in
                    for text in nymcard[keyPath: set].sorted() { list.string(text) }
                }
            }
            object.bool("booksOnOriginal", nymcard.booksOnOriginal)
        case .agentcard:
            object.bool("negativeClearingIsRefund", agentcard.negativeClearingIsRefund)
        case .uphold, .standardWebhooks: break
        }
    }
}
