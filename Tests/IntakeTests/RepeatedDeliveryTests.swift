import Events
import HTTPClient
import Postgres
import Programs
import SimulatedProviders
import TestSupport
import Testing

/// The same event again, and another one under its id.
@Suite("Repeated deliveries") struct RepeatedDeliveryTests {
    static func uphold(
        retries: Int64, card: String = "card-1", atMilliseconds: Int64 = 0
    ) -> [UInt8] {
        let time = Timestamp(
            microseconds: TestSource.signedAtSeconds * 1_000_000 + atMilliseconds * 1_000)
        return UpholdPayload.cardUpdated(
            cardID: card, transactionID: "transaction-1",
            .init(id: "event-1", userID: "user-1", createdAt: time, retries: retries)
        ).bytes
    }

    @Test("An equal repeat is answered with the position of the first, however often")
    func answersDuplicates() throws {
        try TestIntake.run([.agentcard]) { intake in
            let body = #"{"id":"evt_1","type":"card.updated","created":1767225600}"#
            #expect(
                try intake.deliver(body, to: .agentcard).text
                    == HTTPAnswer.accepted("appended", 1))
            let other = #"{"id":"evt_2","type":"card.updated","created":1767225600}"#
            #expect(
                try intake.deliver(other, to: .agentcard).text
                    == HTTPAnswer.accepted("appended", 2))
            for _ in 0..<12 {
                #expect(
                    try intake.deliver(body, to: .agentcard).text
                        == HTTPAnswer.accepted("duplicate", 1))
            }
            #expect(
                try intake.events(of: .agentcard).map { String(decoding: $0.body, as: UTF8.self) }
                    == [body, other])
            let row = try intake.observer.queryOnce(
                """
                SELECT (SELECT count FROM log.redelivery_count WHERE position = 1),
                    (SELECT count(*) FROM log.redelivery WHERE position = 1)
                """
            ).onlyRow()
            #expect(try row.int64(0) == 12)
            #expect(try row.int64(1) == 10)
            #expect(intake.deliveries("appended") == 2)
            #expect(intake.deliveries("duplicate") == 12)
        }
    }

    @Test("The same id with other content is an event of its own, and its repeat a duplicate of it")
    func answersConflicts() throws {
        try TestIntake.run([.uphold, .standardWebhooks]) { intake in
            let bodies = [Self.uphold(retries: 0), Self.uphold(retries: 0, card: "card-2")]
            let answers = try [0, 1, 1, 0].map {
                try intake.deliver(bodies[$0], to: .uphold).text
            }
            #expect(
                answers == [
                    HTTPAnswer.accepted("appended", 1), HTTPAnswer.accepted("conflict", 2),
                    HTTPAnswer.accepted("duplicate", 2), HTTPAnswer.accepted("duplicate", 1),
                ])
            let events = try intake.events(of: .uphold)
            #expect(events.map(\.body) == bodies)
            #expect(events.map(\.repeats) == [nil, 1])
            #expect(events.map(\.eventID) == ["event-1", "event-1"])
            #expect(intake.deliveries("conflict") == 1)
            // The id of Standard Webhooks stands in a header; a source's ids are its own.
            let other = try ["{\"type\":\"a\"}", "{\"type\":\"b\"}"].map {
                try intake.deliver(Array($0.utf8), to: .standardWebhooks, messageID: "event-1").text
            }
            #expect(
                other == [HTTPAnswer.accepted("appended", 1), HTTPAnswer.accepted("conflict", 2)])
        }
    }

    @Test("Uphold counts its retries inside the signed body: other bytes, the same event")
    func knowsUpholdsRetries() throws {
        try TestIntake.run([.uphold]) { intake in
            let answers = try [
                Self.uphold(retries: 0), Self.uphold(retries: 1),
                Self.uphold(retries: 2, atMilliseconds: 60_000),
            ].map { try intake.deliver($0, to: .uphold).text }
            #expect(
                answers == [
                    HTTPAnswer.accepted("appended", 1), HTTPAnswer.accepted("duplicate", 1),
                    HTTPAnswer.accepted("duplicate", 1),
                ])
            #expect(try intake.events(of: .uphold).map(\.body) == [Self.uphold(retries: 0)])
            let attempts = try intake.observer.queryText(
                "SELECT attempt FROM log.redelivery ORDER BY ordinal")
            #expect(attempts.rows == [["1"], ["2"]])
            let differing = try intake.observer.queryText(
                "SELECT created_at_differs FROM log.redelivery_count")
            #expect(differing.rows == [["1"]])
        }
    }

    @Test("NymCard states no ids: equal content is one event, other content another")
    func derivesIDs() throws {
        try TestIntake.run([.nymcard]) { intake in
            let timed =
                #"{"event":"TRANSACTION","id":"t1","created":"2026-01-01T00:00:00.000Z","#
                + #""message_type":"AUTHORIZATION"}"#
            let cleared = timed.replacing("AUTHORIZATION", with: "CLEARING")
            let timeless = #"{"event":"TRANSACTION","id":"t1"}"#
            let bodies = [timed, cleared, timed, timeless, timeless]
            let answers = try bodies.map { try intake.deliver($0, to: .nymcard).text }
            #expect(
                answers == [
                    HTTPAnswer.accepted("appended", 1), HTTPAnswer.accepted("appended", 2),
                    HTTPAnswer.accepted("duplicate", 1), HTTPAnswer.accepted("appended", 3),
                    HTTPAnswer.accepted("duplicate", 3),
                ])
            let expected = try [timed, cleared, timeless].map {
                try intake.derivedID(of: Array($0.utf8), in: .nymcard)
            }
            #expect(try intake.events(of: .nymcard).map(\.eventID) == expected)
        }
    }

    @Test("A charge has an id: the same with another amount is a conflict")
    func readsTheIDOfCharges() throws {
        try TestIntake.run([.nymcard]) { intake in
            let holder = NymCardPayload.Holder(userID: "u", cardID: "c", accountID: "a")
            let answers = try [100, 200].map { minorUnits in
                try intake.deliver(
                    NymCardPayload.chargeApplied(
                        id: "charge-1", amount: SimulatedMoney(minorUnits, "AED", digits: 2),
                        description: "fee", type: "FEE", holder
                    ).bytes, to: .nymcard
                ).text
            }
            #expect(
                answers == [HTTPAnswer.accepted("appended", 1), HTTPAnswer.accepted("conflict", 2)])
        }
    }
}
