import Providers
import Settings

extension SourceConfiguration {
    private static let commonKeys = [
        "name", "provider", "environment", "retryWindow", "policies", "maskedPaths", "api",
        "statement", "thresholds",
    ]
    /// The keys that mean something to a source of this provider.
    static func keys(of provider: Provider) -> [String] {
        commonKeys + provider.credentials.configurationKeys + provider.settingKeys(in: .source)
    }

    private static let allKeys = Provider.all.reduce(into: [String]()) { all, provider in
        all += keys(of: provider).filter { !all.contains($0) }
    }

    /// Reads one element of `sources`; nil, with every problem reported, when anything is wrong.
    init?(_ setting: SettingValue) {
        let before = setting.problems.problems.count
        guard let source = setting.object(keys: Self.allKeys) else { return nil }
        let name = source.required("name", "a name such as cards-live")?.sourceName()
        let environment =
            source.required("environment", "live or test")?.choice(Environment.self)
        guard let provider = source.provider() else { return nil }
        Self.reportForeignKeys(source, provider)

        let credentials = CredentialReferences(source, provider: provider)
        let providerSettings = ProviderSettings(provider: provider, reading: source)
        let ledgerPolicy = source.ledgerPolicy(providerSettings)
        let thresholds = source.thresholds(provider: provider)
        let retryWindow = source["retryWindow"]?.seconds(in: 60...31 * 86_400)
        let maskedPaths = source["maskedPaths"]?.paths()
        let api = source["api"].flatMap { APIConfiguration($0, provider: provider) }
        let statement = source["statement"].flatMap { StatementConfiguration($0) }

        guard setting.problems.problems.count == before, let name, let environment else {
            return nil
        }
        self.init(
            name: name, provider: provider, environment: environment, credentials: credentials,
            providerSettings: providerSettings, ledgerPolicy: ledgerPolicy,
            thresholds: thresholds,
            retryWindowSeconds: retryWindow ?? provider.retryWindowSeconds,
            maskedPaths: maskedPaths ?? provider.maskedPaths, api: api, statement: statement,
            unusedSettings: ["api", "statement"].filter { source[$0] != nil })
    }

    /// A key that only other providers' sources have is as wrong as one that nobody knows.
    private static func reportForeignKeys(_ source: SettingObject, _ provider: Provider) {
        let known = keys(of: provider)
        for member in source.members
        where allKeys.contains(member.key) && !known.contains(member.key) {
            member.value.report(
                "means nothing to a source of \(provider.name); leave it out"
                    + instead(of: member.key, provider))
        }
    }

    private static func instead(of key: String, _ provider: Provider) -> String {
        switch provider.credentials {
        case .fixed where CredentialKind.signing.configurationKeys.contains(key):
            " and give basicAuth or customHeaders, \(provider.displayName) signs nothing"
        case .signing where CredentialKind.fixed.configurationKeys.contains(key):
            " and give secrets, the provider signs its deliveries"
        default: ""
        }
    }
}

extension SettingObject {
    /// The registered provider that `provider` names.
    func provider() -> Provider? {
        let names = Provider.all.map(\.name)
        return required("provider", "one of " + names.joined(separator: ", "))?
            .choice(among: names).flatMap { Provider(named: $0) }
    }
}

extension SettingValue {
    func sourceName() -> String? {
        let expected = "1 to 63 characters of a-z, 0-9 and hyphen"
        guard let name = text(expected) else { return nil }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, name.utf8.count <= 63 else {
            report("\(name.quoted) is no source name; give \(expected)")
            return nil
        }
        return name
    }
}
