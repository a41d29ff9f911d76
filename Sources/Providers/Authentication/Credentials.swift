/// A secret and the reference under which the configuration names it, as `env:HOOK_SECRET`.
package struct Secret: Sendable, CustomStringConvertible {
    package var reference: String
    package var bytes: [UInt8]

    package init(reference: String, bytes: [UInt8]) {
        self.reference = reference
        self.bytes = bytes
    }

    /// The reference alone, so that no log shows the secret by accident.
    package var description: String { reference }
}

/// Credentials that a provider sends as they are (NymCard): user and password, and header values.
package struct StaticCredentials: Sendable, CustomStringConvertible {
    package struct Basic: Sendable, CustomStringConvertible {
        package var username: Secret
        package var password: Secret

        package init(username: Secret, password: Secret) {
            self.username = username
            self.password = password
        }

        package var description: String { "\(username):\(password)" }
    }

    package struct Header: Sendable, CustomStringConvertible {
        package var name: String
        package var value: Secret

        package init(name: String, value: Secret) {
            self.name = name
            self.value = value
        }

        package var description: String { "\(name): \(value)" }
    }

    package var basic: Basic?
    package var headers: [Header]

    package init(basic: Basic?, headers: [Header] = []) {
        self.basic = basic
        self.headers = headers
    }

    /// The names of the references, as the proof of a delivery shows them.
    package var description: String {
        ([basic?.password.reference].compactMap(\.self) + headers.map(\.value.reference))
            .joined(separator: " ")
    }
}

/// What a source accepts.
///
/// Several sets are active at once, so that a rotation loses no delivery.
package enum Credentials: Sendable {
    case signing([Secret])
    case fixed([StaticCredentials])

    package var kind: CredentialKind {
        switch self {
        case .signing: .signing
        case .fixed: .fixed
        }
    }

    /// The keys of a format that signs; none where the credentials are of another kind, which no
    /// scheme takes for enough.
    var secrets: [Secret] {
        if case .signing(let secrets) = self { secrets } else { [] }
    }

    /// The sets of a format that signs nothing.
    var fixedSets: [StaticCredentials] {
        if case .fixed(let sets) = self { sets } else { [] }
    }
}

/// What kind of credentials a provider proves itself with.
package enum CredentialKind: Hashable, Sendable {
    /// Keys with which each delivery is signed.
    case signing
    /// User, password and headers that come with each delivery as they are.
    case fixed

    /// The keys of a source that give them.
    package var configurationKeys: [String] {
        switch self {
        case .signing: ["secrets"]
        case .fixed: ["basicAuth", "customHeaders", "credentialSets"]
        }
    }

    /// Why a source has to give others than it does.
    func refusal(of displayName: String) -> String {
        switch self {
        case .signing:
            "\(displayName) signs its deliveries: give secrets instead of basicAuth or "
                + "customHeaders"
        case .fixed:
            "\(displayName) signs nothing: give basicAuth or customHeaders instead of secrets"
        }
    }
}

/// A secret with which no request could ever be verified: an error of the configuration.
package struct CredentialError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line that names the reference, what is wrong, and what to do; never the secret.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
