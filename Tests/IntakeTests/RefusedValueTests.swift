import EventLog
import Events
import HTTPClient
import Postgres
import Synchronization
import TestSupport
import Testing

/// Values that PostgreSQL refuses: one delivery's fault is never another's.
///
/// None passes the checks of the envelope (every row of `UnusualBodyTests` and `StrangeEventTests`
/// is in the log), so here the deliveries are made by hand, or the database is made to refuse.
@Suite("Values that PostgreSQL refuses") struct RefusedValueTests {
    /// Outcomes by the number of their delivery, from the appender's thread.
    private final class Outcomes: Sendable {
        private let outcomes = Mutex<[Int: AppendOutcome]>([:])

        func take(_ number: Int) -> @Sendable (AppendOutcome) -> Void {
            { outcome in self.outcomes.withLock { $0[number] = outcome } }
        }

        var all: [Int: AppendOutcome] { outcomes.withLock { $0 } }
    }

    @Test("Past the envelope's checks, the appender finds the culprits and commits the others")
    func isolatesCulprits() throws {
        try TestIntake.run([.uphold]) { intake in
            let number = try intake.number(.uphold)
            var envelopes: [Envelope] = (0..<20).map { place in
                Envelope(identity: .stated("event-\(place)"), type: "card:updated")
            }
            let culprits = [3, 4, 9, 15, 19]
            envelopes[3].identity = .stated("nul \u{0}")
            envelopes[4].identity = .stated(String(repeating: "i", count: 513))
            envelopes[9].type = "nul \u{0}"
            envelopes[15].subject = "nul \u{0}"
            envelopes[19].createdAt = Timestamp(microseconds: Timestamp.latest.microseconds + 1)

            let held = try HeldLog(intake.settings)
            let outcomes = Outcomes()
            for (place, envelope) in envelopes.enumerated() {
                let delivery = Delivery(
                    sourceID: number, reading: .success(envelope), proof: "the proof",
                    body: Array("\(place)".utf8))
                #expect(intake.appender.submit(delivery, outcomes.take(place)) == .accepted)
            }
            try held.release()
            try eventually("all are answered") { outcomes.all.count == 20 }
            for (place, outcome) in outcomes.all {
                switch outcome {
                case .appended: #expect(!culprits.contains(place), "\(place)")
                case .refused(let reason):
                    #expect(culprits.contains(place), "\(place)")
                    // PostgreSQL shows the whole row, which belongs neither into a log nor a view.
                    #expect(!reason.contains("the proof"), "\(place): \(reason)")
                default: Issue.record("\(place): \(outcome)")
                }
            }
            #expect(intake.appender.status.lastError?.contains("the proof") == false)
            #expect(
                try intake.events(of: .uphold).map { String(decoding: $0.body, as: UTF8.self) }
                    == (0..<20).filter { !culprits.contains($0) }.map { "\($0)" })
        }
    }

    /// Makes the log refuse some inserts, as no release of the schema does.
    private func refuse(_ condition: String, in intake: TestIntake) throws {
        try intake.observer.execute(
            """
            CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION E'this value\\nis refused' USING ERRCODE = 'data_exception';
            END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON log.event FOR EACH ROW
                WHEN (\(condition)) EXECUTE FUNCTION public.refuse()
            """)
    }

    @Test("Over HTTP such a delivery is quarantined, and the rest of its batch is appended")
    func quarantinesRefusedEnvelopes() throws {
        try TestIntake.run([.uphold]) { intake in
            try refuse("NEW.event_id = 'event-5'", in: intake)
            let held = try HeldLog(intake.settings)
            let waiting = try (0..<10).map {
                try intake.deliverInBackground(OverloadTests.body($0), to: .uphold)
            }
            try intake.waitForPending(10)
            try held.release()
            let answers = try waiting.map { try $0.answer() }
            for (number, answer) in answers.enumerated() {
                #expect(answer.status == 200)
                let status = number == 5 ? "quarantined" : "appended"
                #expect(answer.text.hasPrefix(#"{"status":"\#(status)","position":"#))
            }
            let events = try intake.events(of: .uphold)
            #expect(
                Set(events.map(\.body)) == Set((0..<10).map { Array(OverloadTests.body($0).utf8) }))
            let refused = try #require(events.first { $0.decodeError != nil })
            #expect(refused.body == Array(OverloadTests.body(5).utf8))
            #expect(
                refused.decodeError
                    == "PostgreSQL refuses a value of the envelope: "
                    + "this value is refused (SQLSTATE 22000)")
            #expect(intake.deliveries("appended") == 9)
            #expect(intake.deliveries("quarantined") == 1)
            let retry = try intake.deliver(OverloadTests.body(5), to: .uphold)
            #expect(retry.text == HTTPAnswer.accepted("duplicate", refused.position))
        }
    }

    @Test("What is refused even as bytes is answered 422, counted and kept as a sample")
    func answersWhatCannotBeStored() throws {
        try TestIntake.run([.uphold]) { intake in
            try refuse("position('event-1'::bytea in NEW.body) > 0", in: intake)
            let answer = try intake.deliver(OverloadTests.body(1), to: .uphold)
            #expect(answer.status == 422)
            #expect(intake.deliveries("refused") == 1)
            #expect(intake.refusals("unstorable", source: "uphold") == 1)
            try eventually("it is counted") {
                try intake.countedRejections(sourceID: 1) == ["unstorable": 1]
            }
            let sample = try intake.observer.queryOnce("SELECT body FROM log.rejection_sample")
            #expect(try sample.onlyRow().bytes(0) == Array(OverloadTests.body(1).utf8))
            #expect(
                try intake.deliver(OverloadTests.body(2), to: .uphold).text
                    == HTTPAnswer.accepted("appended", 1))
        }
    }
}
