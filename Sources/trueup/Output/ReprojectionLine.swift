import Events
import Projection

/// The progress of a re-projection on one line of standard error, on a terminal only.
final class ReprojectionLine {
    private let source: String
    private var hasShown = false

    init(source: String) {
        self.source = source
    }

    func show(_ progress: ReprojectionProgress) {
        guard Terminal.isInteractive else { return }
        let rate = progress.eventsPerSecond
        let left = rate > 0 ? Int(Double(progress.head - progress.folded) / rate) : 0
        hasShown = true
        Terminal.reportInPlace(
            "\(source) \(progress.generation): \(progress.folded) of \(progress.head) events,"
                + " \(Int(rate))/s, \(left) s left")
    }

    /// Ends the line.
    func finish() {
        if hasShown { Terminal.report("") }
    }

    static func json(_ row: [String]) -> String {
        JSONWriter.object { object in
            object.string("source", row[0])
            object.string("generation", row[1])
            object.integer("events", Int64(row[2]))
        }
    }
}
