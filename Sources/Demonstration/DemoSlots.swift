package import Events
package import Programs

/// The course of the demonstration: the two hours before it, in equal slots, one action in each.
package struct DemoSlots {
    static let durationMilliseconds: Int64 = 7_200_000
    /// The last slot ends so long before the start of the demonstration.
    static let endMilliseconds: Int64 = 10_000
    /// What an action may take: all its events lie so close together.
    static let actionMilliseconds: Int64 = 15_000

    package let start: Timestamp
    package let count: Int

    package init(before now: Timestamp, count: Int) {
        start = now.after(milliseconds: -DemoSlots.durationMilliseconds)
        self.count = count
    }

    /// When the action of a slot begins: by chance, early enough to end within it.
    package func time(_ index: Int, _ random: inout SeededRandom) -> Timestamp {
        let width = (Self.durationMilliseconds - Self.endMilliseconds) / Int64(count)
        let room = max(0, width - Self.actionMilliseconds)
        return start.after(milliseconds: Int64(index) * width + random.integer(0...room))
    }
}
