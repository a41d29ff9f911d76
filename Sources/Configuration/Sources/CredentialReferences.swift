import Events
package import Providers
package import Runtime
import Settings

/// Where the credentials of a source are kept; several are accepted at once.
package struct CredentialReferences: Hashable, Sendable {
    /// One header that a provider sends with a fixed value.
    package struct Header: Hashable, Sendable {
        package let name: String
        package let value: SecretReference
    }

    /// User and password of HTTP Basic.
    package struct Basic: Hashable, Sendable {
        package let username: SecretReference
        package let password: SecretReference
    }

    /// Credentials that count only together.
    package struct FixedSet: Hashable, Sendable {
        package let basic: Basic?
        package let headers: [Header]
    }

    /// Keys of which any one may have signed a delivery.
    package let secrets: [SecretReference]
    /// Sets of which any one may come with a delivery.
    package let fixedSets: [FixedSet]

    /// All references, each once, in the order of the configuration.
    package var all: [SecretReference] {
        var all: [SecretReference] = []
        let sets = fixedSets.flatMap { set in
            [set.basic?.username, set.basic?.password].compactMap(\.self)
                + set.headers.map(\.value)
        }
        for reference in secrets + sets where !all.contains(reference) { all.append(reference) }
        return all
    }

    /// Reads the secrets from where they are kept.
    package func resolve() throws(SecretReferenceError) -> Credentials {
        if !secrets.isEmpty {
            var resolved: [Providers.Secret] = []
            for reference in secrets { resolved.append(try Self.resolve(reference)) }
            return .signing(resolved)
        }
        var sets: [StaticCredentials] = []
        for set in fixedSets {
            var basic: StaticCredentials.Basic?
            if let references = set.basic {
                basic = StaticCredentials.Basic(
                    username: try Self.resolve(references.username),
                    password: try Self.resolve(references.password))
            }
            var headers: [StaticCredentials.Header] = []
            for header in set.headers {
                headers.append(
                    StaticCredentials.Header(
                        name: header.name, value: try Self.resolve(header.value)))
            }
            sets.append(StaticCredentials(basic: basic, headers: headers))
        }
        return .fixed(sets)
    }

    private static func resolve(
        _ reference: SecretReference
    ) throws(SecretReferenceError) -> Providers.Secret {
        Providers.Secret(
            reference: reference.description, bytes: try reference.resolve().reveal())
    }
}

extension CredentialReferences {
    /// Reads `secrets`, or `basicAuth`, `customHeaders` and `credentialSets`, as the provider
    /// authenticates itself.
    init(_ source: SettingObject, provider: Provider) {
        switch provider.credentials {
        case .signing:
            secrets = Self.secrets(source)
            fixedSets = []
        case .fixed:
            secrets = []
            fixedSets = Self.fixedSets(source)
        }
    }

    private static func secrets(_ source: SettingObject) -> [SecretReference] {
        let expected = "a list of references, such as [\"file:/run/secrets/hook\"]"
        guard let setting = source.required("secrets", expected) else { return [] }
        let elements = setting.list(expected, maximumCount: 16)
        if setting.value.kind == .array, elements.isEmpty {
            setting.report("is empty: every delivery would be refused; give \(expected)")
        }
        var references: [SecretReference] = []
        for element in elements {
            guard let reference = element.reference() else { continue }
            if references.contains(reference) {
                element.report("\(reference) is repeated; give it once")
            } else {
                references.append(reference)
            }
        }
        return references
    }

    /// The set that the source itself spells out, and the further ones of a rotation.
    private static func fixedSets(_ source: SettingObject) -> [FixedSet] {
        let further = source["credentialSets"]?.list("a list of credential sets", maximumCount: 16)
        var sets = [Self.fixedSet(source)].compactMap(\.self)
        for element in further ?? [] {
            guard let object = element.object(keys: ["basicAuth", "customHeaders"]) else {
                continue
            }
            if let set = Self.fixedSet(object) {
                sets.append(set)
            } else if object["basicAuth"] == nil, object["customHeaders"] == nil {
                object.report("has no credentials; give basicAuth or customHeaders")
            }
        }
        let isSaid = CredentialKind.fixed.configurationKeys.contains { source[$0] != nil }
        if !isSaid {
            source.report(
                "has no credentials: every delivery would be refused; give basicAuth or "
                    + "customHeaders")
        }
        return sets
    }

    private static func fixedSet(_ object: SettingObject) -> FixedSet? {
        let basic = object["basicAuth"].flatMap { Self.basic($0) }
        let headers = object["customHeaders"].map { Self.headers($0) } ?? []
        guard basic != nil || !headers.isEmpty else { return nil }
        return FixedSet(basic: basic, headers: headers)
    }

    private static func basic(_ setting: SettingValue) -> Basic? {
        guard let object = setting.object(keys: ["username", "password"]) else { return nil }
        let username = object.required("username", "a reference")?.reference()
        let password = object.required("password", "a reference")?.reference()
        guard let username, let password else { return nil }
        return Basic(username: username, password: password)
    }

    private static func headers(_ setting: SettingValue) -> [Header] {
        let elements = setting.list("a list of objects with name and value", maximumCount: 16)
        if setting.value.kind == .array, elements.isEmpty {
            setting.report("is empty; give a name and a value, or leave the key out")
        }
        var headers: [Header] = []
        for element in elements {
            guard let object = element.object(keys: ["name", "value"]) else { continue }
            let name = object.required("name", "a header name")?.headerName()
            let value = object.required("value", "a reference")?.reference()
            guard let name, let value else { continue }
            if headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
                element.report("the header \(name) is repeated; give it once")
            } else {
                headers.append(Header(name: name, value: value))
            }
        }
        return headers
    }
}
