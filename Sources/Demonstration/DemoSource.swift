package import Delivery
package import Providers

/// A configured source of the demonstration: its name, and what its provider signs with.
///
/// The secrets stand in the code because they protect nothing: the service of the demonstration
/// listens on loopback, and its log holds what this simulator made up.
package struct DemoSource: Sendable {
    package enum Credential: Sendable {
        case secret(String)
        case fixed(username: String, password: String, header: HeaderField)
    }

    /// The name in the configuration, and in the path `/hooks/NAME`.
    package let name: String
    /// As the configuration names it.
    package let provider: String
    /// The environment; false: `test`.
    package let isLive: Bool
    package let credential: Credential
    package let signer: DeliverySigner
    /// Signs as someone would who does not know the secret.
    package let forger: DeliverySigner

    package init(
        name: String, provider: String, isLive: Bool, credential: Credential,
        signer: DeliverySigner, forger: DeliverySigner
    ) {
        self.name = name
        self.provider = provider
        self.isLive = isLive
        self.credential = credential
        self.signer = signer
        self.forger = forger
    }

    package var path: String { "/hooks/\(name)" }
}
