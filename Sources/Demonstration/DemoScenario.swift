package import Events
import Programs

/// Some hundred deliveries of several providers with known faults, and the truth about them.
///
/// ```swift
/// let scenario = DemoScenario(parts, seed: 1, startingAt: now)
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

    package init(_ parts: [DemoPart], seed: UInt64, startingAt now: Timestamp) {
        var random = SeededRandom(seed: seed)
        let courses = parts.map { $0.play(now, SeededRandom(seed: random.next())) }
        sources = parts.map(\.source)
        deliveries = DemoScenario.inOrder(courses.flatMap(\.timeline.deliveries))
        expectations = courses.flatMap(\.timeline.expectations)
        balances = courses.flatMap(\.balances)
    }

    /// By the time of sending; deliveries of one moment stay in the order in which they were made.
    private static func inOrder(_ deliveries: [DemoDelivery]) -> [DemoDelivery] {
        deliveries.enumerated().sorted { left, right in
            (left.element.sentAt, left.offset) < (right.element.sentAt, right.offset)
        }.map(\.element)
    }
}
