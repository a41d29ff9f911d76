import Events
import Ledger
import Money
import Testing

@Suite("The books")
struct BooksTests {
    private func folded(_ lines: [String]) throws -> (books: Books, changes: [FoldChanges]) {
        var books = Books(policy: .keeping)
        var changes: [FoldChanges] = []
        for (index, line) in lines.enumerated() {
            let event = try GivenEvent(line, number: index + 1)
            changes.append(try books.fold(event.event, event.interpretation))
        }
        return (books, changes)
    }

    @Test("tell what one event changed")
    func changes() throws {
        let (_, changes) = try folded(["@1 authorized 10", "@2 cleared 12"])
        #expect(changes[1].transactionIDs == ["t1"])
        #expect(changes.map { $0.cards.map(\.id) } == [["c1"], ["c1"]])
        #expect(changes.map { $0.cards.map(\.movesLife) } == [[true], [false]])
        #expect(
            changes[1].accounts == [
                AccountChange(
                    key: AccountKey(id: "c1", currency: usd),
                    movementTimes: second(2)...second(2))
            ])
        #expect(
            changes[1].entries.map(\.inWords) == [
                "+ t1 e2 c1 -12", "+ t1 e2 @network +12", "+ t1 e2 c1 +10",
                "+ t1 e2 @network -10",
            ])
    }

    @Test("close and open only what a late event changes")
    func lateEvent() throws {
        let (_, changes) = try folded([
            "@1 authorized 10", "@4 cleared", "@5 refunded 1", "@2 incremented 3",
        ])
        #expect(
            changes[3].entries.map(\.inWords) == [
                "- t1 e2 c1 -10", "- t1 e2 @network +10", "- t1 e2 c1 +10",
                "- t1 e2 @network -10",
                "+ t1 e4 c1 -3", "+ t1 e4 @network +3",
                "+ t1 e2 c1 -13", "+ t1 e2 @network +13", "+ t1 e2 c1 +13",
                "+ t1 e2 @network -13",
            ])
        #expect(
            changes[3].accounts == [
                AccountChange(
                    key: AccountKey(id: "c1", currency: usd),
                    movementTimes: second(2)...second(4))
            ])
    }

    @Test("tell the receipt of a movement that states no time")
    func withoutTime() throws {
        let (_, changes) = try folded(["@1 credited 10", "@- charged 2"])
        #expect(
            changes[1].accounts == [
                AccountChange(
                    key: AccountKey(id: "c1", currency: usd),
                    movementTimes: second(62)...second(62), earliestReceipt: second(62))
            ])
    }

    @Test("move everything when a later event names the account, and drop the empty one")
    func holderMoves() throws {
        let (books, changes) = try folded(["@1 authorized 10", "@2 cleared 10 account=a1"])
        let (card, account) = (
            AccountKey(id: "c1", currency: usd), AccountKey(id: "a1", currency: usd)
        )
        #expect(
            changes[1].accounts == [
                AccountChange(key: account, movementTimes: second(1)...second(2)),
                AccountChange(key: card, movementTimes: second(1)...second(1)),
            ])
        #expect(books.account(card) == nil)
        #expect(books.account(account)?.posted == (try amount("-10")))
        #expect(books.account(account)?.kind == .account)
    }

    @Test("know an account from a card by how events name it")
    func accountKinds() throws {
        let (books, _) = try folded([
            "@1 charged 2 card=x account=x", "@2 authorized 1 card=x transaction=t2",
            "@3 reports y total=1", "@4 authorized 1 account=z transaction=t3 ; reports z total=3",
        ])
        #expect(books.accounts(named: "x")?.kind == .account)
        #expect(books.accounts(named: "y")?.kind == .card)
        #expect(books.accounts(named: "z")?.kind == .account)
    }

    @Test("fold an event that names one transaction several times")
    func severalFacts() throws {
        let (books, changes) = try folded(["@1 authorized 10 ; incremented 5 ; cleared 15"])
        #expect(books.summary(ofTransaction: "t1")?.state == .cleared)
        #expect(changes[0].entries.count == 8)
        try books.checkInvariants()
    }

    @Test("pass activities through, a revoked access among them")
    func activities() throws {
        var event = try GivenEvent("@1 refers", number: 1)
        let activity = Activity(kind: "kyc", subjectID: "u1", summary: "KYC passed")
        event.interpretation.facts = [
            .activity(activity), .accessRevoked(AccessRevocation(subjectID: "u2")),
        ]
        var books = Books(policy: .keeping)
        let changes = try books.fold(event.event, event.interpretation)
        #expect(changes.activities.map(\.kind) == ["kyc", "access"])
        #expect(changes.activities.last?.subjectID == "u2")
    }

    @Test("ask for what an event needs")
    func reach() throws {
        let event = try GivenEvent(
            "@1 transferred 7 account=a1 to=a2 receives=6EUR ; refers card=c2 ; reports c3 total=1",
            number: 1)
        var reach = FoldReach()
        reach.take(event.interpretation.facts)
        #expect(reach.transactionIDs == ["t1"])
        #expect(reach.cardIDs == ["c1", "c2"])

        // With the parties and currencies of the steps that are there already.
        let (books, _) = try folded(["@1 authorized 5 card=c9"])
        let names = Set(reach.accountKeys(books).map(\.inWords))
        #expect(
            names == [
                "c1", "c1/EUR", "a1", "a1/EUR", "a2", "a2/EUR", "c9", "c9/EUR", "c3",
            ])
        #expect(books.knows(transaction: "t1") && !books.knows(transaction: "t2"))
        #expect(books.knows(card: "c9") && !books.knows(card: "c1"))
    }

    @Test("add up the house accounts' changes until they are taken")
    func houseDeltas() throws {
        var (books, _) = try folded(["@1 authorized 10", "@2 cleared 12"])
        let network = HouseAccount(
            key: AccountKey(id: "@network", currency: usd), kind: .network)
        let taken = books.takeHouseDeltas()
        #expect(
            taken == [
                network: HouseDelta(
                    posted: try amount("12"), pending: .zero, available: try amount("12"),
                    entryCount: 3)
            ])
        #expect(books.takeHouseDeltas().isEmpty)
    }

    @Test("drop first what was used longest ago")
    func eviction() throws {
        var books = Books(policy: .keeping)
        for number in 1...100 {
            let event = try GivenEvent(
                "@\(number) authorized 1 card=c\(number) transaction=t\(number)", number: number)
            _ = try books.fold(event.event, event.interpretation)
        }
        let full = books.weight
        books.evict(maximumWeight: full)
        #expect(books.weight == full)
        books.evict(maximumWeight: full - 1)
        #expect(books.weight <= full * 3 / 4 && books.weight > full / 2)
        #expect(books.transaction("t1") == nil && books.card("c1") == nil)
        #expect(books.transaction("t100") != nil && books.card("c100") != nil)
        // What the last event used stays, however heavy: the next event is likely to need it.
        books.evict(maximumWeight: 0)
        #expect(books.transaction("t99") == nil && books.card("c99") == nil)
        #expect(books.transaction("t100") != nil && books.card("c100") != nil)
    }

    @Test("keep the reference that was received first beside the first sixteen")
    func firstReceivedReference() throws {
        var transaction = Transaction(id: "t1")
        // The later it is stated, the earlier it came.
        for place in 0..<40 as Range<Int64> {
            transaction.add(
                ReferenceRecord(
                    key: FactKey(eventID: "e\(place)", ordinal: 0), cardID: nil,
                    createdAt: second(100 - place), receivedAt: second(200 + place),
                    position: place))
        }
        let kept = transaction.references.map(\.key.eventID)
        #expect(kept == (24...39).reversed().map { "e\($0)" } + ["e0"])
        let stored = try Transaction(
            id: "t1", stepsJSON: transaction.stepsJSON, referencesJSON: transaction.referencesJSON)
        #expect(stored == transaction)
    }

    @Test("keep the first sixteen references")
    func references() throws {
        var transaction = Transaction(id: "t1")
        for number in (1...20).reversed() {
            transaction.add(
                ReferenceRecord(
                    key: FactKey(eventID: "e", ordinal: Int16(number)), cardID: nil,
                    createdAt: second(Int64(number)), receivedAt: second(99), position: 1))
        }
        #expect(transaction.references.map(\.key.ordinal) == Array(1...16))
    }
}
