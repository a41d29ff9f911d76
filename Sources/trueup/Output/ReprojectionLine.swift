import Events
import Projection

/// The progress of a re-projection on standard error: a bar on a terminal, else a line now and
/// then, so that a log of it stays short.
final class ReprojectionLine {
    private let source: String
    private let isJSON: Bool
    private var isOnLine = false
    private var nextLine: ContinuousClock.Instant

    /// Between two lines where there is no terminal.
    private static let pause = Duration.seconds(10)
    private static let barLength: Int64 = 24

    init(source: String, asJSON isJSON: Bool) {
        self.source = source
        self.isJSON = isJSON
        nextLine = .now + Self.pause
    }

    func show(_ progress: ReprojectionProgress) {
        if Terminal.isInteractive, !isJSON {
            isOnLine = true
            Terminal.reportInPlace("\(source) \(bar(progress)) \(words(progress))")
        } else if ContinuousClock.now >= nextLine {
            nextLine = .now + Self.pause
            Terminal.report(isJSON ? json(progress) : "\(source) \(words(progress))")
        }
    }

    /// Ends the line.
    func finish() {
        if isOnLine { Terminal.report("") }
        isOnLine = false
    }

    private func secondsLeft(_ progress: ReprojectionProgress) -> Int64 {
        let rate = progress.eventsPerSecond
        return rate > 0 ? Int64(Double(progress.head - progress.folded) / rate) : 0
    }

    private func bar(_ progress: ReprojectionProgress) -> String {
        let full = Int(Self.barLength * progress.folded / max(progress.head, 1))
        return "[" + String(repeating: "#", count: full)
            + String(repeating: ".", count: Int(Self.barLength) - full) + "]"
    }

    private func words(_ progress: ReprojectionProgress) -> String {
        "\(progress.generation): \(progress.folded) of \(progress.head) events,"
            + " \(Int(progress.eventsPerSecond))/s, \(secondsLeft(progress)) s left"
    }

    private func json(_ progress: ReprojectionProgress) -> String {
        JSONWriter.object { object in
            object.string("source", source)
            object.string("generation", progress.generation)
            object.integer("folded", progress.folded)
            object.integer("head", progress.head)
            object.integer("events_per_second", Int64(progress.eventsPerSecond))
            object.integer("seconds_left", secondsLeft(progress))
        }
    }
}
