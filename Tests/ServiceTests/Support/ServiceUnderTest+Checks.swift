import Delivery
import Demonstration
import Events
import HTTPClient
import Postgres
import Runtime
import SimulatedProviders
import TestSupport

extension ServiceUnderTest {
    /// Sends the demonstration's webhooks, signed as this service's sources expect, and waits until
    /// they are in the books.
    func sendDemonstration() throws {
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
        var sender = HTTPSender(host: "127.0.0.1", port: port)
        for delivery in DemoScenario(seed: 1, startingAt: now).deliveries {
            let source = try source(for: delivery.source.name)
            let event = SentEvent(sourceName: source.name, id: "", body: delivery.body)
            let signer =
                delivery.answer == .refused ? DeliverySigner.uphold(secret: "guess") : source.signer
            let answer = try event.post(over: &sender, signer: signer)
            guard answer.status == delivery.answer.status else {
                throw TestFailure("\(delivery.summary): \(answer.status) \(answer.text)")
            }
        }
        try waitUntilFolded()
    }

    private func source(for demonstration: String) throws -> TestSource {
        let provider = demonstration.prefix { $0 != "-" }
        guard let source = sources.first(where: { $0.name.hasPrefix(provider) }) else {
            throw TestFailure("no source for \(demonstration)")
        }
        return source
    }

    /// Secrets that stand in the log of the service.
    var secretsLogged: [String] {
        ProviderSecrets.all.filter { errors.contains($0) }
    }

    /// Secrets that stand in a file of the stopped service's data, its database's among them.
    func secretsStored() throws -> [String] {
        try ProviderSecrets.all.filter { secret in
            let search = Command(
                "/bin/grep", ["-r", "-q", "-F", "--", secret, dataDirectory])
            switch try search.run().status {
            case .exited(0): return true
            case .exited(1): return false
            case let status: throw TestFailure("grep ended with \(status)")
            }
        }
    }
}
