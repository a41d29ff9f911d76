import Events
import Programs
import SimulatedProviders
import Simulator
import Testing

/// What a program is like: the same for the same seed, with the shares that its settings say, and
/// true to itself.
@Suite struct ProgramCourseTests {
    private func events(
        _ kind: ProgramKind, _ count: Int, seed: UInt64 = 5, users: Int = 60,
        _ adjust: (inout ProgramSettings) -> Void = { _ in }
    ) -> (events: [ProgramEvent], snapshot: ProgramSnapshot) {
        var settings = ProgramSettings()
        settings.users = users
        adjust(&settings)
        var model = ProgramModel(
            kind, seed: seed, start: ProgramModelTests.start, settings: settings)
        let events = (0..<count).map { _ in model.next() }
        return (events, model.snapshot)
    }

    @Test(arguments: SimulatedProviders.all.map(\.program)) func aSeedGivesOneCourse(
        kind: ProgramKind
    ) {
        let (first, snapshot) = events(kind, 800)
        let (second, other) = events(kind, 800)
        #expect(first.map(\.body.bytes) == second.map(\.body.bytes))
        #expect(first.map(\.truth) == second.map(\.truth))
        #expect(snapshot == other)
        let (third, _) = events(kind, 800, seed: 6)
        #expect(first.map(\.body.bytes) != third.map(\.body.bytes))
    }

    @Test(arguments: SimulatedProviders.all.map(\.program)) func timesFollowTheProvidersClock(
        kind: ProgramKind
    ) {
        let (events, _) = events(kind, 2_000) { $0.speed = 60 }
        #expect(events.map(\.index) == Array(0..<2_000))
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.programTime <= $1.programTime })
        for event in events {
            guard let createdAt = event.createdAt else {
                #expect(event.type == "CHARGE_APPLIED")
                continue
            }
            #expect(createdAt.microseconds % kind.clockResolutionMicroseconds == 0)
            // Never ahead of the moment at which it may be sent.
            #expect(createdAt <= event.happensAt)
        }
        // In the order of events, each stream's times rise.
        var heads: [ProgramSubject: Timestamp] = [:]
        for event in events {
            guard let stream = event.claims.stream, let createdAt = event.createdAt else {
                continue
            }
            #expect(heads[stream].map { $0 <= createdAt } ?? true)
            heads[stream] = createdAt
        }
    }

    @Test func cardsHaveTheSharesOfTheirSettings() {
        for kind in [ProgramKind.nymcard, .agentcard] {
            let (events, _) = events(kind, 30_000, users: 300)
            var states: [TransactionTruth.State: Int] = [:]
            var (tips, partial, linked, unlinked) = (0, 0, 0, 0)
            for truth in events.compactMap(\.truth.transaction) where truth.isDone {
                states[truth.state, default: 0] += 1
                if truth.kind == .refund {
                    linked += truth.originalID == nil ? 0 : 1
                    unlinked += truth.originalID == nil ? 1 : 0
                }
                guard truth.kind == .payment, truth.state == .cleared else { continue }
                if truth.cleared > truth.authorized { tips += 1 }
                if truth.cleared < truth.authorized { partial += 1 }
            }
            let all = states.values.reduce(0, +)
            func share(_ count: Int) -> Double { Double(count) / Double(all) }
            #expect((0.6...0.92).contains(share(states[.cleared] ?? 0)), "\(kind) \(states)")
            #expect((0.02...0.25).contains(share(states[.declined] ?? 0)), "\(kind) \(states)")
            #expect((0.01...0.08).contains(share(states[.reversed] ?? 0)), "\(kind) \(states)")
            #expect((0.01...0.08).contains(share(states[.refunded] ?? 0)), "\(kind) \(states)")
            #expect((0.003...0.06).contains(share(tips)), "\(kind) \(tips) of \(all)")
            #expect((0.003...0.08).contains(share(partial)), "\(kind) \(partial) of \(all)")
            #expect(linked > 0 && unlinked > 0)
            #expect(kind == .agentcard || (states[.expired] ?? 0) > 0)
        }
    }

    @Test func everythingThatAProviderKnowsHappens() {
        let types = SimulatedProviders.all.map(\.program).map { kind in
            Set(events(kind, 20_000, users: 100).events.map(\.type))
        }
        #expect(
            types[0].isSuperset(of: [
                "TRANSACTION", "EXPIRED_AUTH", "CHARGE_APPLIED", "CARD_STATUS_CHANGE",
                "SUCCESSFULLY_CREATED", "USER_CREATED", "KYC_RESULT", "USER_STATUS_CHANGE",
                "PIN_CHANGE", "CARD_PROVISIONING", "TOKEN_NOTIFICATION", "IDENTITY_VERIFICATION",
                "USER_DOCUMENT_ALERT", "CARD_DELIVERY_PARTNER_ASSIGNED",
                "CARD_DELIVERY_STATUS_CHANGED", "ACCOUNT_STATUS_CHANGE",
            ]))
        #expect(
            types[1] == [
                "card:updated", "transaction:status:updated", "oauth-authorization:revoked",
            ])
        #expect(
            types[2] == [
                "card.created", "card.updated", "card.closed", "cardholder.created",
                "cardholder.updated", "transaction.authorized", "transaction.declined",
                "transaction.cleared", "transaction.voided", "balance.low",
            ])
    }

    /// What holds of money whatever happens.
    @Test(arguments: SimulatedProviders.all.map(\.program)) func theTruthAddsUp(kind: ProgramKind) {
        let (events, snapshot) = events(kind, 12_000)
        var accounts: [AccountName: AccountTruth] = [:]
        var transactions: [String: TransactionTruth] = [:]
        for event in events {
            for account in [event.truth.account, event.truth.counterparty].compactMap(\.self) {
                #expect(account.available >= 0 && account.held >= 0)
                accounts[account.name] = account
            }
            guard let truth = event.truth.transaction else { continue }
            #expect(transactions[truth.id]?.isDone != true, "an event after the last: \(truth)")
            transactions[truth.id] = truth
            #expect(truth.held >= 0 && truth.cleared >= 0)
            if truth.isDone { #expect(truth.held == 0) }
            if [.declined, .failed, .cancelled].contains(truth.state) {
                #expect(truth.held == 0 && truth.cleared == 0)
            }
        }
        for truth in snapshot.transactions { transactions[truth.id] = truth }
        var held: [AccountName: Int64] = [:]
        for truth in transactions.values { held[truth.account, default: 0] += truth.held }
        for account in snapshot.accounts {
            #expect(account.held == held[account.name] ?? 0 || kind == .uphold)
            #expect(account.pending == -account.held)
            #expect(account.available == account.posted - account.held)
        }
        for card in snapshot.cards where card.isClosed {
            #expect(["CLOSED", "TERMINATED"].contains(card.status))
        }
        // Unfinished transactions are all that the model still remembers of transactions.
        #expect(snapshot.transactions.allSatisfy { !$0.isDone })
    }

    @Test func forcePostsComeOnlyWhenAskedFor() {
        func forcePosts(_ share: Int64) -> Int {
            events(.nymcard, 4_000) { $0.actions.forcePost = share }.events.count { event in
                let truth = event.truth.transaction
                return truth?.kind == .payment && truth?.cleared ?? 0 > 0 && truth?.authorized == 0
            }
        }
        #expect(forcePosts(0) == 0)
        #expect(forcePosts(200) > 20)
    }

    @Test func truthIsWrittenAsLines() throws {
        var model = ProgramModelTests.model(.nymcard, seed: 4)
        let writer = TruthWriter()
        var lines = [writer.header(model, source: "cards")]
        for _ in 0..<1_500 { lines.append(writer.event(model.next())) }
        let snapshot = model.snapshot
        writer.final(snapshot) { lines.append($0) }
        let texts = lines.map { String(decoding: $0, as: UTF8.self) }
        #expect(texts.allSatisfy { $0.hasSuffix("\n") && $0.count { $0 == "\n" } == 1 })
        let documents = try lines.map { try JSONDocument(parsing: $0.dropLast()).root }
        #expect(documents[0]["provider"]?.string == "nymcard")
        #expect(documents[1]["event"]?.integer == 0)
        let accounts = documents.filter { $0["final"]?.string == "account" }
        #expect(accounts.count == snapshot.accounts.count)
        let kuwaiti = try #require(accounts.first { $0["currency"]?.string == "KWD" })
        let posted = try #require(kuwaiti["posted"]?.string)
        #expect(posted.split(separator: ".").last?.count == 3)
        #expect(documents.contains { $0["transaction"]?["done"]?.bool == true })
    }
}
