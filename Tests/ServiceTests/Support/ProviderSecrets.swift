import Delivery
import Providers
import SimulatedProviders

/// What the simulated providers sign with, and how a configuration refers to it.
///
/// No value is part of another word that a command prints, so that it can be searched for.
enum ProviderSecrets {
    static let uphold = "uphold-5f2c9d81-secret"
    static let nextUphold = "uphold-77aa03be-secret"
    static let agentcard = "whsec_agentcard-31b0c6e4"
    static let nymcardUser = "nymcard-user-90d1"
    static let nymcardPassword = "nymcard-password-4e77"
    static let nymcardToken = "nymcard-token-b2f8"

    static let all = [
        uphold, nextUphold, agentcard, nymcardUser, nymcardPassword, nymcardToken,
    ]

    /// For the sources that refer to it with `env:`.
    static let environment: [String: String?] = [
        "TEST_AGENTCARD_SECRET": agentcard,
        "TEST_NYMCARD_USER": nymcardUser,
        "TEST_NYMCARD_PASSWORD": nymcardPassword,
        "TEST_NYMCARD_TOKEN": nymcardToken,
    ]
}

/// A source as it stands in `trueup.json`, with its route and its provider's signature.
struct TestSource: Sendable {
    let name: String
    let configuration: String
    let signer: DeliverySigner

    var path: String { "/hooks/\(name)" }

    /// With its secret in a file of the given directory: the only one that can be replaced while
    /// the service runs.
    static func uphold(in directory: String) -> TestSource {
        TestSource(
            name: "uphold-test",
            configuration: """
                {"name": "uphold-test", "provider": "uphold", "environment": "test",
                 "secrets": ["file:\(directory)/uphold.secret"]}
                """,
            signer: .uphold(secret: ProviderSecrets.uphold))
    }

    static let agentcard = TestSource(
        name: "agentcard-test",
        configuration: """
            {"name": "agentcard-test", "provider": "agentcard", "environment": "test",
             "secrets": ["env:TEST_AGENTCARD_SECRET"],
             "thresholds": {"transaction-unresolved": "1s", "balance-gap": "1s"}}
            """,
        signer: .agentcard(secret: ProviderSecrets.agentcard))

    static let nymcard = TestSource(
        name: "nymcard-test",
        configuration: """
            {"name": "nymcard-test", "provider": "nymcard", "environment": "test",
             "basicAuth": {"username": "env:TEST_NYMCARD_USER",
                           "password": "env:TEST_NYMCARD_PASSWORD"},
             "customHeaders": [{"name": "x-hook-token", "value": "env:TEST_NYMCARD_TOKEN"}]}
            """,
        signer: .nymcard(
            username: ProviderSecrets.nymcardUser, password: ProviderSecrets.nymcardPassword,
            headers: [HeaderField(name: "x-hook-token", value: ProviderSecrets.nymcardToken)]))

    /// A second AgentCard account, which the tests add while the service runs.
    static let addedLater = TestSource(
        name: "agentcard-later",
        configuration: """
            {"name": "agentcard-later", "provider": "agentcard", "environment": "test",
             "secrets": ["env:TEST_AGENTCARD_SECRET"]}
            """,
        signer: .agentcard(secret: ProviderSecrets.agentcard))
}
