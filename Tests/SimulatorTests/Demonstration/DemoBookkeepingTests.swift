import Demonstration
import Events
import Programs
import SimulatedProviders
import Testing

/// The deliveries of the demonstration, booked again from their bodies alone by a few lines of
/// arithmetic: what they report and what they explain must agree, but for the deliberate gap.
@Suite struct DemoBookkeepingTests {
    /// One account, or card, as its events tell it.
    struct Books {
        var posted: Int64 = 0
        var holds: [String: Int64] = [:]
        var reported: Int64?
        /// Differences between two reports that no event explains.
        var gaps: [Int64] = []

        var available: Int64 { posted - holds.values.reduce(0, +) }

        mutating func report(_ value: Int64) {
            let difference = value - available
            if reported == nil {
                posted += difference
            } else if difference != 0, gaps.reduce(0, +) != difference {
                gaps.append(difference - gaps.reduce(0, +))
            }
            reported = value
        }
    }

    @Test(arguments: DemoScenarioTests.seeds) func agentcard(seed: UInt64) throws {
        let scenario = DemoScenario(seed: seed, startingAt: DemoScenarioTests.now)
        var books: [String: Books] = [:]
        for event in try events(of: scenario, "agentcard-demo") {
            guard event["livemode"]?.bool == false, let data = event["data"] else { continue }
            let type = event["type"]?.string ?? ""
            if type.hasPrefix("transaction.") {
                let card = try #require(data["card_id"]?.string)
                let id = try #require(data["id"]?.string)
                let cents = try #require(data["amount_cents"]?.integer)
                #expect(books[card] != nil, "a card is created before it is used")
                switch type {
                case "transaction.authorized": books[card]?.holds[id] = cents
                case "transaction.voided":
                    #expect(books[card]?.holds.removeValue(forKey: id) == cents)
                case "transaction.cleared":
                    if cents > 0 { #expect(books[card]?.holds.removeValue(forKey: id) != nil) }
                    books[card]?.posted -= cents
                default: #expect(type == "transaction.declined")
                }
            } else if type.hasPrefix("card."), let balance = data["balance_cents"]?.integer {
                let card = try #require(data["id"]?.string)
                books[card, default: Books()].report(balance)
            }
        }
        for balance in scenario.balances where balance.source == "agentcard-demo" {
            let card = try #require(books[balance.accountID])
            let unseen = balance.unseen.minorUnits
            #expect(card.gaps == (unseen == 0 ? [] : [unseen]))
            #expect(card.available + unseen == balance.available.minorUnits)
            #expect(card.posted == balance.posted.minorUnits)
            #expect(balance.available.minorUnits >= 0)
        }
        let amount = scenario.expectations.compactMap(\.amount).first
        #expect(amount?.minorUnits == scenario.balances.map(\.unseen.minorUnits).reduce(0, +))
        #expect(amount?.minorUnits == -1_250)
    }

    @Test(arguments: DemoScenarioTests.seeds) func nymcard(seed: UInt64) throws {
        let scenario = DemoScenario(seed: seed, startingAt: DemoScenarioTests.now)
        var books: [String: Books] = [:]
        var cards: Set<String> = []
        // By the stated time, as a fold does; what states none was sent last on its account.
        let events = try events(of: scenario, "nymcard-demo").enumerated().sorted {
            let (left, right) = ($0.element["created"]?.string, $1.element["created"]?.string)
            return (left ?? "~", $0.offset) < (right ?? "~", $1.offset)
        }.map(\.element)
        for event in events {
            let type = event["event"]?.string ?? ""
            let charge = event["charge_applied"]
            guard let account = (charge ?? event)["account_id"]?.string else { continue }
            let card = try #require((charge ?? event)["card_id"]?.string)
            if type == "SUCCESSFULLY_CREATED" { cards.insert(card) }
            #expect(cards.contains(card), "a card is created before it is used")
            var book = books[account] ?? Books()
            let digits = scenario.balances.first { $0.accountID == account }?.posted.digits ?? 2
            func units(_ value: JSONValue?) -> Int64? {
                value?.numberText.flatMap { minorUnits($0, digits) }
            }
            let id = event["id"]?.string ?? ""
            switch type {
            case "CHARGE_APPLIED": book.posted -= try #require(units(charge?["amount"]))
            case "EXPIRED_AUTH": #expect(book.holds.removeValue(forKey: id) != nil)
            case "TRANSACTION":
                let amount = units(event["billing_amount"] ?? event["transaction_amount"])
                try apply(event, id, amount, to: &book)
                book.report(try #require(units(event["available_balance"])))
            default: break
            }
            books[account] = book
        }
        for balance in scenario.balances where balance.source == "nymcard-demo" {
            let account = try #require(books[balance.accountID])
            #expect(account.gaps == [])
            #expect(account.available == balance.available.minorUnits)
            #expect(account.posted == balance.posted.minorUnits)
            #expect(balance.available.minorUnits >= 0)
        }
    }

    private func apply(_ event: JSONValue, _ id: String, _ amount: Int64?, to book: inout Books)
        throws
    {
        guard event["status_code"]?.string == "0000" else { return }
        switch (event["message_type"]?.string, event["transaction_type"]?.string) {
        case ("AUTHORIZATION", "PURCHASE"): book.holds[id] = amount
        case ("AUTHORIZATION", "REVERSAL"):
            let held = try #require(book.holds[id])
            book.holds[id] = amount.map { held - $0 }
        case ("CLEARING", "PURCHASE"):
            let amount = try #require(amount)
            let rest = try #require(book.holds[id]) - amount
            book.holds[id] = rest > 0 ? rest : nil
            book.posted -= amount
        case ("CLEARING", "REFUND"), ("API", "WALLET_CREDIT"):
            book.posted += try #require(amount)
        case ("API", "WALLET_DEBIT"): book.posted -= try #require(amount)
        case let other: Issue.record("\(other)")
        }
    }

    /// The bodies that the service will fold, in the order of sending.
    private func events(of scenario: DemoScenario, _ source: String) throws -> [JSONValue] {
        try scenario.deliveries.filter { $0.source.name == source && $0.answer == .appended }
            .map { try JSONDocument(parsing: $0.body).root }
    }

    private func minorUnits(_ text: String, _ digits: Int) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard fraction.count <= digits else { return nil }
        let padded = fraction + String(repeating: "0", count: digits - fraction.count)
        return Int64(parts[0] + padded)
    }
}
