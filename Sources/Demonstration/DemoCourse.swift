package import Events
package import Programs

/// What one provider's part of the demonstration came to.
package struct DemoCourse: Sendable {
    package let timeline: DemoTimeline
    /// The truth about every account whose provider reports a balance.
    package let balances: [DemoBalance]

    package init(timeline: DemoTimeline, balances: [DemoBalance] = []) {
        self.timeline = timeline
        self.balances = balances
    }
}

/// One provider's part of the demonstration.
package struct DemoPart: Sendable {
    package let source: DemoSource
    /// Plays the two hours before a time.
    package let play: @Sendable (_ before: Timestamp, _ random: SeededRandom) -> DemoCourse

    package init(
        source: DemoSource,
        play: @escaping @Sendable (_ before: Timestamp, _ random: SeededRandom) -> DemoCourse
    ) {
        self.source = source
        self.play = play
    }
}
