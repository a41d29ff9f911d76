import Events
import Ledger
import Money
import Testing

@Suite("A card")
struct CardTests {
    private func fold(_ events: [GivenEvent]) throws -> Card {
        var books = Books(policy: .keeping)
        for event in events { _ = try books.fold(event.event, event.interpretation) }
        return try #require(books.card("c1"))
    }

    private func event(
        _ number: Int64, at time: Int64?, _ change: (inout CardFact) -> Void
    ) -> GivenEvent {
        var fact = CardFact(cardID: "c1")
        change(&fact)
        return GivenEvent(
            id: "e\(number)", at: time.map(second), position: number, facts: [.card(fact)])
    }

    @Test("takes each field from the latest event that states it")
    func fields() throws {
        let events = [
            event(1, at: 1) {
                $0.isOpening = true
                $0.status = "OPEN"
                $0.last4 = "4242"
            },
            event(2, at: 3) { $0.status = "IN_USE" },
            event(3, at: 2) {
                $0.status = "PAUSED"
                $0.holderID = "h1"
            },
            event(4, at: nil) {
                $0.status = "OLD"
                $0.expiry = "01/30"
            },
        ]
        for events in [events, events.reversed()] {
            let card = try fold(events)
            #expect(card.status?.value == "IN_USE")
            #expect(card.last4?.value == "4242")
            #expect(card.holderID?.value == "h1")
            #expect(card.expiry?.value == "01/30")
            #expect(card.opened?.position == 1)
            #expect(card.lastEventAt == second(3))
        }
    }

    @Test("stays closed whatever comes later")
    func closing() throws {
        let events = [
            event(1, at: 2) {
                $0.isClosing = true
                $0.status = "CLOSED"
            },
            event(2, at: 9) { $0.status = "IN_USE" },
        ]
        for events in [events, events.reversed()] {
            let card = try fold(events)
            #expect(card.status?.value == "CLOSED")
            #expect(card.closed?.position == 1)
            #expect(card.firstActivity?.position == 2)
        }
    }

    @Test("of one time is decided by the event id")
    func ties() throws {
        let events = [
            event(2, at: 1) { $0.status = "B" }, event(1, at: 1) { $0.status = "A" },
        ]
        #expect(try fold(events).status?.value == "B")
        #expect(try fold(events.reversed()).status?.value == "B")
    }

    @Test("is named by steps and references, which tell its account")
    func mentions() throws {
        let events = [
            try GivenEvent("@5 authorized 10 account=a1", number: 1),
            try GivenEvent("@3 refers", number: 2),
        ]
        for events in [events, events.reversed()] {
            let card = try fold(events)
            #expect(card.accountID?.value == "a1")
            #expect(card.firstActivity?.position == 2)
            #expect(card.opened == nil)
            #expect(card.lastEventAt == second(5))
        }
    }

    @Test("is not active by the event that opens it")
    func openingWithStep() throws {
        var event = try GivenEvent("@5 authorized 10", number: 1)
        event.interpretation.facts.append(.card(CardFact(cardID: "c1", isOpening: true)))
        let card = try fold([event])
        #expect(card.firstActivity == nil)
        #expect(card.opened?.key.ordinal == 1)
    }
}
