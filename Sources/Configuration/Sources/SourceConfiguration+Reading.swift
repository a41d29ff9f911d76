import Events
import Providers

extension SourceConfiguration {
    private static let commonKeys = [
        "name", "provider", "environment", "retryWindow", "policies", "maskedPaths", "api",
        "statement", "thresholds",
    ]
    private static let signatureKeys = ["signatureHeader", "toleranceSeconds"]

    /// The keys that mean something to a source of this provider.
    private static func keys(of provider: Provider) -> [String] {
        let own =
            switch provider {
            case .nymcard: CredentialReferences.fixedKeys + ["fieldMap", "notificationIdHeader"]
            case .uphold: CredentialReferences.signingKeys + ["signatureHeader"]
            case .agentcard: CredentialReferences.signingKeys + signatureKeys + ["fieldMap"]
            case .standardWebhooks:
                CredentialReferences.signingKeys
                    + ["toleranceSeconds", "acceptSvixHeaderNames", "dialect", "eventMappings"]
            }
        return commonKeys + own
    }

    private static let allKeys = Provider.allCases.reduce(into: [String]()) { all, provider in
        all += keys(of: provider).filter { !all.contains($0) }
    }

    /// Reads one element of `sources`; nil, with every problem reported, when anything is wrong.
    init?(_ setting: SettingValue) {
        let before = setting.problems.problems.count
        guard let source = setting.object(keys: Self.allKeys) else { return nil }
        let name = source.required("name", "a name such as cards-live")?.sourceName()
        let environment =
            source.required("environment", "live or test")?.choice(Environment.self)
        let words = Provider.allCases.map(\.rawValue).joined(separator: ", ")
        guard let provider = source.required("provider", "one of \(words)")?.choice(Provider.self)
        else { return nil }
        Self.reportForeignKeys(source, provider)

        let credentials = CredentialReferences(source, provider: provider)
        let providerSettings = ProviderSettings(source, provider: provider)
        let ledgerPolicy = source.ledgerPolicy(provider: provider)
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
            thresholds: thresholds, retryWindowSeconds: retryWindow ?? 86_400,
            maskedPaths: maskedPaths ?? Self.defaultMaskedPaths(of: provider), api: api,
            statement: statement,
            unusedSettings: ["api", "statement"].filter { source[$0] != nil })
    }

    /// A key that only other providers' sources have is as wrong as one that nobody knows.
    private static func reportForeignKeys(_ source: SettingObject, _ provider: Provider) {
        let known = keys(of: provider)
        for member in source.members
        where allKeys.contains(member.key) && !known.contains(member.key) {
            member.value.report(
                "means nothing to a source of \(provider.rawValue); leave it out"
                    + instead(of: member.key, provider))
        }
    }

    private static func instead(of key: String, _ provider: Provider) -> String {
        if provider == .nymcard, key == "secrets" {
            return " and give basicAuth or customHeaders, NymCard signs nothing"
        }
        if CredentialReferences.fixedKeys.contains(key) {
            return " and give secrets, the provider signs its deliveries"
        }
        return ""
    }

    /// What is known to be personal or secret in the provider's bodies.
    private static func defaultMaskedPaths(of provider: Provider) -> [JSONPath] {
        let paths: [[String]] =
            switch provider {
            case .nymcard: [["sdk_token"]]
            case .agentcard:
                [
                    ["data", "first_name"], ["data", "last_name"], ["data", "email"],
                    ["data", "date_of_birth"], ["data", "phone_number"],
                ]
            case .uphold, .standardWebhooks: []
            }
        return paths.map { JSONPath(steps: $0) }
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

    /// A path into a body, such as `data.card.id`.
    func jsonPath() -> JSONPath? {
        let expected = "a path such as data.card.id"
        guard let text = text(expected) else { return nil }
        guard let path = JSONPath(text) else {
            report("\(text.quoted) is no path; give \(expected), with \\. for a point in a name")
            return nil
        }
        return path
    }

    /// A list of paths, none twice.
    func paths() -> [JSONPath] {
        var paths: [JSONPath] = []
        for element in list("a list of paths such as [\"data.email\"]") {
            guard let path = element.jsonPath() else { continue }
            if paths.contains(path) {
                element.report("\(path) is repeated; give it once")
            } else {
                paths.append(path)
            }
        }
        return paths
    }
}
