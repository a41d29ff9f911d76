import Delivery
import Events
import HTTPClient
import Programs
import Runtime
import SimulatedProviders

/// Requests as they go over the wire, built and signed in advance, one after the other in memory.
struct SignedRequests {
    private(set) var bytes: [UInt8] = []
    /// Where each request starts, and the end of the last.
    private var bounds: [Int] = [0]

    var count: Int { bounds.count - 1 }

    func range(_ index: Int) -> Range<Int> { bounds[index]..<bounds[index + 1] }

    /// Authorizations with ids of their own on a thousand cards, signed at the present second.
    init(_ options: GeneratorOptions, clock: Clock = .system) {
        let signer = DeliverySigner.agentcard(secret: options.secret)
        let start = Timestamp(microseconds: clock.wallMicroseconds())
        // Two runs against one log must not repeat each other's ids.
        let run = String(start.microseconds, radix: 36)
        bounds.reserveCapacity(options.requests + 1)
        for index in 0..<options.requests {
            let body = AgentCardPayload.transaction(
                .authorized,
                AgentCardPayload.Transaction(
                    id: "txn_\(run)_\(index)", cardID: "card_\(index % 1_000)",
                    amountCents: Int64(100 + index % 9_900), merchant: "HARBOUR COFFEE",
                    mcc: "5814"),
                AgentCardPayload.Envelope(
                    id: "evt_\(run)_\(index)", createdAt: start, isLive: true)
            ).bytes
            bytes += HTTPSender.requestBytes(
                "POST", "/hooks/\(options.source)", host: "\(options.host):\(options.port)",
                headers: signer.headers(for: body, attemptAt: start.unixSeconds), body: body)
            bounds.append(bytes.count)
        }
    }
}
