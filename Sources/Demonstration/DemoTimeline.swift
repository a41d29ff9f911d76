package import Events
package import Programs

/// What a provider's simulation writes into: deliveries with their times, and what to expect.
package struct DemoTimeline: Sendable {
    package let source: DemoSource
    package var random: SeededRandom
    package private(set) var deliveries: [DemoDelivery] = []
    private(set) var expectations: [DemoExpectation] = []
    private var count: Int64 = 0

    package init(_ source: DemoSource, random: SeededRandom) {
        self.source = source
        self.random = random
    }

    package mutating func send(_ body: JSONBody, at time: Timestamp, _ summary: String) {
        send(bytes: body.bytes, at: time, summary, answer: .appended)
    }

    package mutating func send(
        bytes: [UInt8], at time: Timestamp, _ summary: String, answer: DemoDelivery.Answer
    ) {
        deliveries.append(
            DemoDelivery(
                source: source, sentAt: time, summary: summary, body: bytes, answer: answer))
    }

    /// Sends an earlier delivery of the source once more, byte for byte.
    package mutating func repeatDelivery(_ index: Int, at time: Timestamp) {
        var repeated = deliveries[index]
        repeated.answer = .duplicate
        repeated.sentAt = time
        repeated.summary += " (once more)"
        deliveries.append(repeated)
    }

    package mutating func expect(
        _ sign: DemoExpectation.Sign, subject: String, amount: SimulatedMoney? = nil,
        _ fault: String
    ) {
        expectations.append(
            DemoExpectation(
                source: source.name, sign: sign, subject: subject, amount: amount, fault: fault))
    }

    /// A new id with a prefix: `txn-demo-17`.
    package mutating func id(_ prefix: String) -> String {
        count += 1
        return "\(prefix)\(count)"
    }
}
