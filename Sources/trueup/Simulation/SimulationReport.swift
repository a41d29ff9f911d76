import Delivery
import Events

/// What a run prints: a line of progress while it lasts, and its summary.
enum SimulationReport {
    /// One line, written over itself, on a terminal only.
    static func progress(_ summary: DeliverySummary) {
        guard Terminal.isInteractive else { return }
        Terminal.reportInPlace(
            "\(summary.webhooks) events, \(summary.acknowledged) acknowledged,"
                + " \(summary.unfinished) under way, \(summary.retried) retries,"
                + " \(summary.attemptsPerSecond)/s")
    }

    static func print(_ summary: DeliverySummary, asJSON: Bool) {
        if Terminal.isInteractive { Terminal.report("") }
        Terminal.print(asJSON ? json(summary) : text(summary))
    }

    private static func text(_ summary: DeliverySummary) -> String {
        let statuses = summary.statuses.sorted { $0.key < $1.key }
            .map { "\($0.value) answered \($0.key)" }
        var answers = statuses
        if summary.timedOut > 0 { answers.append("\(summary.timedOut) not answered in time") }
        if summary.unreachable > summary.lost {
            answers.append("\(summary.unreachable - summary.lost) without a connection")
        }
        if summary.lost > 0 { answers.append("\(summary.lost) lost on purpose") }
        return """
            Sent \(summary.attempts) webhooks in \(seconds(summary)) s: \
            \(summary.attemptsPerSecond) a second.
            Answers: \(answers.isEmpty ? "none" : answers.joined(separator: ", ")).
            Deliveries: \(summary.deliveries) begun, \(summary.acknowledged) acknowledged, \
            \(summary.retried) retries, \(summary.givenUp) given up, \
            \(summary.unfinished) unfinished.
            """
    }

    private static func json(_ summary: DeliverySummary) -> String {
        JSONWriter.object { object in
            object.integer("webhooks", summary.webhooks)
            object.integer("deliveries", summary.deliveries)
            object.integer("attempts", summary.attempts)
            object.integer("acknowledged", summary.acknowledged)
            object.integer("retried", summary.retried)
            object.integer("expired", summary.expired)
            object.integer("abandoned", summary.abandoned)
            object.integer("unfinished", summary.unfinished)
            object.integer("expected_refusals", summary.expectedRefusals)
            object.integer("timed_out", summary.timedOut)
            object.integer("unreachable", summary.unreachable)
            object.integer("lost", summary.lost)
            object.integer("disabled_endpoints", summary.disabledEndpoints)
            object.object("statuses") { statuses in
                for (status, count) in summary.statuses.sorted(by: { $0.key < $1.key }) {
                    statuses.integer("\(status)", count)
                }
            }
            object.string("seconds", seconds(summary))
            object.integer("per_second", summary.attemptsPerSecond)
        }
    }

    /// With three digits.
    private static func seconds(_ summary: DeliverySummary) -> String {
        let thousandths = summary.elapsedMicroseconds / 1_000
        let rest = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
