import Events

/// How fast a program's clock must run, so that its events take a given time.
package enum ProgramPace {
    /// Events that are looked at; a program keeps its pace from then on.
    private static let sampleCount: Int64 = 5_000

    /// Program seconds in a real one, so that about `perSecond` events happen in a real second.
    package static func speed(
        _ kind: ProgramKind, seed: UInt64, settings: ProgramSettings, perSecond: Int64,
        events: Int64?
    ) -> Int64 {
        let start = Timestamp(microseconds: 0)
        var settings = settings
        settings.speed = 1
        var model = ProgramModel(kind, seed: seed, start: start, settings: settings)
        let count = max(1, min(events ?? sampleCount, sampleCount))
        var last = start
        for _ in 0..<count { last = max(last, model.next().programTime) }
        let programSeconds = last.microseconds / 1_000_000
        return max(1, programSeconds * max(1, perSecond) / count)
    }
}
