package import Events

/// Some hundred deliveries of three providers with known faults, and the truth about them.
///
/// ```swift
/// let scenario = DemoScenario(seed: 1, startingAt: now)
/// for delivery in scenario.deliveries {
///     let headers = delivery.headers(attemptAt: now)
///     let answer = try sender.post(delivery.path, headers: headers, body: delivery.body)
/// }
/// ```
///
/// The same seed and time give the same bytes. Everything happens in the two hours before the
/// start. Apart from the faults in `expectations`, nothing is wrong: a reconciler that says more,
/// with a severity of warning or above, is mistaken.
package struct DemoScenario: Sendable {
    package let sources: [DemoSource]
    /// In the order in which they are to be sent.
    package let deliveries: [DemoDelivery]
    package let expectations: [DemoExpectation]
    /// The truth about every account whose provider reports a balance.
    package let balances: [DemoBalance]

    package init(seed: UInt64, startingAt now: Timestamp) {
        var random = SeededRandom(seed: seed)
        var nymcard = NymCardProgram(before: now, random: SeededRandom(seed: random.next()))
        var uphold = UpholdWallets(before: now, random: SeededRandom(seed: random.next()))
        var agentcard = AgentCardProgram(before: now, random: SeededRandom(seed: random.next()))
        nymcard.run()
        uphold.run()
        agentcard.run()
        let timelines = [nymcard.timeline, uphold.timeline, agentcard.timeline]
        sources = DemoSource.all
        deliveries = DemoScenario.inOrder(timelines.flatMap(\.deliveries))
        expectations = timelines.flatMap(\.expectations)
        balances = nymcard.balances + agentcard.balances
    }

    /// By the time of sending; deliveries of one moment stay in the order in which they were made.
    private static func inOrder(_ deliveries: [DemoDelivery]) -> [DemoDelivery] {
        deliveries.enumerated().sorted { left, right in
            (left.element.sentAt, left.offset) < (right.element.sentAt, right.offset)
        }.map(\.element)
    }
}
