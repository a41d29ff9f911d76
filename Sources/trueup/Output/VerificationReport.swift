import EventLog
import Events

/// What a verification found, source by source.
enum VerificationReport {
    static func print(_ verifications: [ChainVerification], asJSON: Bool) {
        guard !verifications.isEmpty || asJSON else {
            Terminal.print("No source is registered yet: there is nothing to verify.")
            return
        }
        for verification in verifications {
            Terminal.print(asJSON ? json(verification) : line(verification))
        }
    }

    private static func line(_ verification: ChainVerification) -> String {
        let name = verification.source.name
        if let failure = verification.failure {
            return "\(name): BROKEN at position \(failure.position): \(failure.finding)"
                + " (\(verification.intactEvents) events before it are intact)"
        }
        return "\(name): \(verification.intactEvents) events intact,"
            + " chain unbroken up to position \(verification.head?.position ?? 0)"
    }

    private static func json(_ verification: ChainVerification) -> String {
        JSONWriter.object { object in
            object.string("source", verification.source.name)
            object.bool("intact", verification.failure == nil)
            object.integer("intact_events", verification.intactEvents)
            object.integer("head", verification.head?.position)
            object.integer("failed_position", verification.failure?.position)
            object.string("finding", verification.failure?.finding)
        }
    }
}
