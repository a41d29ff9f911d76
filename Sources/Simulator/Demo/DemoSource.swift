package import Providers

/// A configured source of the demonstration: its name, and what its provider signs with.
///
/// The secrets are written here because they protect nothing: the service of the demonstration
/// listens on loopback, and its log holds what this simulator made up.
package struct DemoSource: Sendable {
    package enum Credential: Sendable {
        case secret(String)
        case fixed(username: String, password: String, header: HeaderField)
    }

    /// The name in the configuration, and in the path `/hooks/NAME`.
    package let name: String
    package let provider: Provider
    /// The environment; false: `test`.
    package let isLive: Bool
    package let credential: Credential

    package static let nymcard = DemoSource(
        name: "nymcard-demo", provider: .nymcard, isLive: true,
        credential: .fixed(
            username: "demo-user", password: "demo-password",
            header: HeaderField(name: "x-hook-token", value: "demo-token")))
    package static let uphold = DemoSource(
        name: "uphold-demo", provider: .uphold, isLive: true,
        credential: .secret("demo-uphold-secret"))
    package static let agentcard = DemoSource(
        name: "agentcard-demo", provider: .agentcard, isLive: false,
        credential: .secret("whsec_demo_agentcard_secret"))

    package static let all = [nymcard, uphold, agentcard]

    package var path: String { "/hooks/\(name)" }

    package var signer: DeliverySigner {
        switch (provider, credential) {
        case (_, .fixed(let username, let password, let header)):
            .nymcard(username: username, password: password, headers: [header])
        case (.uphold, .secret(let secret)): .uphold(secret: secret)
        case (_, .secret(let secret)): .agentcard(secret: secret)
        }
    }

    /// Signs as someone would who does not know the secret.
    var forger: DeliverySigner {
        switch provider {
        case .uphold: .uphold(secret: "a-guess")
        case .nymcard: .nymcard(username: "demo-user", password: "a-guess", headers: [])
        default: .agentcard(secret: "whsec_a_guess")
        }
    }
}
