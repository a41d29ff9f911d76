import EventLog
import Events
import Projection

/// What a verification found: of each log, and of the books.
struct VerificationReport {
    let verifications: [ChainVerification]
    let failures: [CheckFailure]

    func print(asJSON: Bool) {
        if asJSON {
            for line in verifications.map(json) + failures.map(json) { Terminal.print(line) }
            return
        }
        guard !verifications.isEmpty else {
            Terminal.print("No source is registered yet: there is nothing to verify.")
            return
        }
        for line in verifications.map(text) + failures.flatMap(text) { Terminal.print(line) }
        if failures.isEmpty { Terminal.print("Every invariant of the books holds.") }
    }

    private func text(_ verification: ChainVerification) -> String {
        let name = verification.source.name
        if let failure = verification.failure {
            return "\(name): BROKEN at position \(failure.position): \(failure.finding)"
                + " (\(verification.intactEvents) events before it are intact)"
        }
        return "\(name): \(verification.intactEvents) events intact,"
            + " chain unbroken up to position \(verification.head?.position ?? 0)"
    }

    private func text(_ failure: CheckFailure) -> [String] {
        ["\(failure.source): the books break \(failure.name) in \(failure.count) rows"]
            + failure.rows.map { "  \($0)" }
    }

    private func json(_ verification: ChainVerification) -> String {
        JSONWriter.object { object in
            object.string("source", verification.source.name)
            object.string("check", "chain")
            object.bool("intact", verification.failure == nil)
            object.integer("intact_events", verification.intactEvents)
            object.integer("head", verification.head?.position)
            object.integer("failed_position", verification.failure?.position)
            object.string("finding", verification.failure?.finding)
        }
    }

    private func json(_ failure: CheckFailure) -> String {
        JSONWriter.object { object in
            object.string("source", failure.source)
            object.string("check", failure.name)
            object.bool("intact", false)
            object.integer("rows", failure.count)
            object.array("first_rows") { array in
                for row in failure.rows { array.string(row) }
            }
        }
    }
}
