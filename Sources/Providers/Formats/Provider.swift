package import Events

/// A sender of webhooks that Trueup understands, with all that the product knows of it.
///
/// The values stand in `Provider.all`, each written in its own folder.
package struct Provider: Sendable {
    /// The name in the configuration and in the log.
    package let name: String
    /// The name in a sentence.
    package let displayName: String
    /// What proves where a delivery comes from.
    package let credentials: CredentialKind
    /// How deliveries are verified and read where the configuration says nothing.
    package let format: any WebhookFormat
    /// What is known to be personal or secret in the bodies: the views do not show it.
    package let maskedPaths: [JSONPath]
    /// Within this time an equal event that states neither an id nor a time is a repeat.
    package let retryWindowSeconds: Int64
    /// For how long a delivery that is not answered is sent again.
    package let deliveryRetrySeconds: Int64
    /// The sets of credentials, by name, of which the provider's own API takes any one.
    package let apiCredentials: [[String]]

    package init(
        name: String, displayName: String, credentials: CredentialKind,
        format: any WebhookFormat, maskedPaths: [String] = [],
        retryWindowSeconds: Int64 = 86_400, deliveryRetrySeconds: Int64 = 7_200,
        apiCredentials: [[String]]
    ) {
        self.name = name
        self.displayName = displayName
        self.credentials = credentials
        self.format = format
        self.maskedPaths = maskedPaths.compactMap { JSONPath($0) }
        self.retryWindowSeconds = retryWindowSeconds
        self.deliveryRetrySeconds = deliveryRetrySeconds
        self.apiCredentials = apiCredentials
    }
}

extension Provider: Hashable {
    /// The name is the identity: the registry holds each once.
    package static func == (left: Provider, right: Provider) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Provider: CustomStringConvertible {
    package var description: String { name }
}
