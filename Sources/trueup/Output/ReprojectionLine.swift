import Events
import Projection
import Synchronization

/// The progress of re-projections on standard error.
///
/// Bars on one line of a terminal, else a line now and then, so that a log of it stays short. Safe
/// from any thread.
final class ReprojectionLine: Sendable {
    private let isJSON: Bool
    private let state: Mutex<State>

    private struct State {
        /// Sources that are being rebuilt, in the order of their names.
        var latest: [(source: String, progress: ReprojectionProgress)] = []
        var isOnLine = false
        var nextLine = ContinuousClock.now + ReprojectionLine.pause
    }

    /// Between two lines where there is no terminal.
    private static let pause = Duration.seconds(10)
    private static let barLength: Int64 = 16

    init(asJSON isJSON: Bool) {
        self.isJSON = isJSON
        state = Mutex(State())
    }

    func show(_ source: String, _ progress: ReprojectionProgress) {
        state.withLock { state in
            state.latest.removeAll { $0.source == source }
            state.latest.append((source, progress))
            state.latest.sort { $0.source < $1.source }
            if Terminal.isInteractive, !isJSON {
                state.isOnLine = true
                let bars = state.latest.map { "\($0.source) \(bar($0.progress))" }
                Terminal.reportInPlace(bars.joined(separator: "  "))
            } else if ContinuousClock.now >= state.nextLine {
                state.nextLine = .now + Self.pause
                for (source, progress) in state.latest {
                    Terminal.report(
                        isJSON ? json(source, progress) : "\(source) \(words(progress))")
                }
            }
        }
    }

    /// Ends the line, so that something else can be printed; the source is shown no more.
    func leave(_ source: String) {
        state.withLock { state in
            if state.isOnLine { Terminal.report("") }
            state.isOnLine = false
            state.latest.removeAll { $0.source == source }
        }
    }

    private func secondsLeft(_ progress: ReprojectionProgress) -> Int64 {
        let rate = progress.eventsPerSecond
        return rate > 0 ? Int64(Double(progress.head - progress.folded) / rate) : 0
    }

    private func bar(_ progress: ReprojectionProgress) -> String {
        let full = Int(Self.barLength * progress.folded / max(progress.head, 1))
        return "[" + String(repeating: "#", count: full)
            + String(repeating: ".", count: Int(Self.barLength) - full) + "] "
            + "\(progress.folded)/\(progress.head) \(Int(progress.eventsPerSecond))/s"
            + " \(secondsLeft(progress)) s left"
    }

    private func words(_ progress: ReprojectionProgress) -> String {
        "\(progress.generation): \(progress.folded) of \(progress.head) events,"
            + " \(Int(progress.eventsPerSecond))/s, \(secondsLeft(progress)) s left"
    }

    private func json(_ source: String, _ progress: ReprojectionProgress) -> String {
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
