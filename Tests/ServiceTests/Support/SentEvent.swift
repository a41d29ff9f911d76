import Delivery
import Events
import HTTPClient
import Programs
import Runtime
import SimulatedProviders

/// An event that a provider sends; every attempt has the same body and a new signature.
struct SentEvent: Hashable, Sendable {
    let sourceName: String
    let id: String
    let body: [UInt8]

    /// A card authorization of AgentCard's, each a transaction of its own.
    static func authorization(
        _ id: String, of source: TestSource = .agentcard, amountCents: Int64 = 100
    ) -> SentEvent {
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
        let body = AgentCardPayload.transaction(
            .authorized,
            AgentCardPayload.Transaction(
                id: "txn_\(id)", cardID: "card_1", amountCents: amountCents,
                merchant: "Test Merchant", mcc: "5411"),
            AgentCardPayload.Envelope(id: "evt_\(id)", createdAt: now))
        return SentEvent(sourceName: source.name, id: "evt_\(id)", body: body.bytes)
    }

    /// A status of an Uphold transaction.
    static func status(_ source: TestSource, number: Int) -> SentEvent {
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
        let digits = String(number)
        let id = "0b5c1e7a-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count)
        let body = UpholdPayload.transactionStatusUpdated(
            transactionID: "7d" + (id + digits).dropFirst(2), status: "completed",
            UpholdPayload.Envelope(
                id: id + digits, userID: "21e65c4d-55e4-41be-97a1-ff38d8f3d945", createdAt: now))
        return SentEvent(sourceName: source.name, id: id + digits, body: body.bytes)
    }

    /// Sends it, signed now.
    func post(over sender: inout HTTPSender, signer: DeliverySigner) throws(SendingError)
        -> HTTPAnswer
    {
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds()).unixSeconds
        return try sender.post(
            "/hooks/\(sourceName)", headers: signer.headers(for: body, attemptAt: now), body: body)
    }
}

extension ServiceUnderTest {
    /// Sends one event over a connection of its own.
    func post(_ event: SentEvent, as source: TestSource) throws -> HTTPAnswer {
        // Longer than the service itself waits for its database.
        var sender = HTTPSender(host: "127.0.0.1", port: port, timeoutMilliseconds: 30_000)
        return try event.post(over: &sender, signer: source.signer)
    }

    /// Asks the admin listener.
    func get(_ path: String) throws -> HTTPAnswer {
        var sender = HTTPSender(host: "127.0.0.1", port: adminPort)
        return try sender.request("GET", path)
    }
}
