import Events
import Ledger
import Money
import Testing

@Suite("The stored form")
struct StoredFormTests {
    @Test("of transactions and cards reads back as it was", arguments: UInt64(1)...10)
    func roundTrip(seed: UInt64) throws {
        let history = History(seed: seed)
        var books = Books(policy: history.policy)
        for event in history.events { _ = try books.fold(event.event, event.interpretation) }
        for id in ["t1", "t2", "t3", "t4", "w1", "w2"] {
            guard let transaction = books.transaction(id) else { continue }
            let again = try Transaction(
                id: id, stepsJSON: transaction.stepsJSON,
                referencesJSON: transaction.referencesJSON)
            #expect(again == transaction, "seed \(seed)")
        }
        for id in ["c1", "c2", "c3"] {
            guard let card = books.card(id) else { continue }
            #expect(try Card(id: id, fieldsJSON: card.fieldsJSON) == card, "seed \(seed)")
        }
    }

    @Test("keeps every field of a step")
    func everyField() throws {
        var step = TransactionStep(
            transactionID: "t1", kind: .converted, amount: try money("12.505"))
        step.transactionAmount = try money("7EUR")
        step.cardID = "card \"1\"\n\u{1F}"
        step.accountID = "account ü 😀"
        step.counterpartyAccountID = "a2"
        step.counterpartyAmount = try money("0.00000001BTC")
        step.rate = "1.2345"
        step.originalTransactionID = "t0"
        step.merchant = "SHOP"
        step.mcc = "5734"
        step.networkReference = "n1"
        step.statusCode = "0000"
        step.reason = "why"
        step.status = "completed"
        let key = FactKey(eventID: "e1", ordinal: 3)
        let record = StepRecord(
            step: step, key: key, createdAt: second(1),
            receivedAt: Timestamp(microseconds: second(2).microseconds + 123_456), position: 77)
        let reference = ReferenceRecord(
            key: key, cardID: nil, createdAt: nil, receivedAt: second(3), position: Int64.max)
        let transaction = Transaction(id: "t1", steps: [record], references: [reference])
        let again = try Transaction(
            id: "t1", stepsJSON: transaction.stepsJSON,
            referencesJSON: transaction.referencesJSON)
        #expect(again == transaction)
    }

    @Test("is what the view shows")
    func text() throws {
        let event = try GivenEvent("@1 cleared 12.50", number: 4)
        var books = Books(policy: .keeping)
        _ = try books.fold(event.event, event.interpretation)
        let transaction = try #require(books.transaction("t1"))
        #expect(
            transaction.stepsJSON == """
                [{"step":"cleared","amount":"12.50","currency":"USD",\
                "created_at":"2026-01-01T00:00:01.000000Z",\
                "received_at":"2026-01-01T00:01:01.000000Z","position":4,"event_id":"e4",\
                "ordinal":0,"card_id":"c1"}]
                """)
        #expect(transaction.referencesJSON == "[]")
    }

    @Test(
        "that this version did not write is refused with the field's name",
        arguments: [
            ("[{}]", "\"step\" is missing"),
            (#"[{"step":"vanished"}]"#, "vanished"),
            (#"[{"step":"cleared","amount":12.5}]"#, "\"amount\" cannot be read"),
            (#"[{"step":"cleared","amount":"12.5"}]"#, "\"currency\" is missing"),
            (#"[{"step":"cleared","event_id":"e1"}]"#, "\"ordinal\" is missing"),
            (#"[{"step":"cleared","event_id":"e1","ordinal":40000}]"#, "40000"),
            (
                #"[{"step":"cleared","event_id":"e1","ordinal":1,"created_at":"noon"}]"#,
                "\"created_at\" cannot be read"
            ),
            ("[", "byte 1"),
        ])
    func unreadable(text: String, complaint: String) throws {
        let error = #expect(throws: StoredFormError.self) {
            try Transaction(id: "t1", stepsJSON: text, referencesJSON: "[]")
        }
        #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
        #expect(error?.description.contains("transaction t1") == true)
    }
}
