import Events
import Ledger
import Money
import Programs
import Reconciliation
import SimulatedProviders
import Testing

/// The model against the service's own fold: what it says is true is what the service makes of its
/// bodies, although the two share no code.
@Suite struct ProgramModelTests {
    static let start = Timestamp(microseconds: 1_790_000_000_000_000)
    static let cases: [(ProgramKind, UInt64, Int64)] = SimulatedProviders.all.map(\.program).flatMap
    { kind in
        [(1, 1), (2, 500), (77, 60), (5, 1)].map { (kind, $0, $1) }
    }

    static func model(
        _ kind: ProgramKind, seed: UInt64, speed: Int64 = 1, users: Int = 20
    ) -> ProgramModel {
        var settings = ProgramSettings()
        settings.users = users
        settings.speed = speed
        return ProgramModel(kind, seed: seed, start: start, settings: settings)
    }

    @Test(arguments: cases)
    func truthIsWhatTheServiceBooks(kind: ProgramKind, seed: UInt64, speed: Int64) throws {
        var model = Self.model(kind, seed: seed, speed: speed)
        var service = PureService(kind)
        var transactions: [String: TransactionTruth] = [:]
        for _ in 0..<3_000 {
            let event = model.next()
            let receipt = Timestamp(microseconds: event.happensAt.microseconds + 40_000)
            #expect(try service.take(event.body.bytes, at: receipt))
            if let truth = event.truth.transaction { transactions[truth.id] = truth }
            for account in [event.truth.account, event.truth.counterparty].compactMap(\.self) {
                if kind != .uphold { try expect(account, in: service.books) }
            }
        }
        #expect(service.undecoded == [])
        #expect(service.unknownTypes == [])
        let snapshot = model.snapshot
        for truth in snapshot.transactions where transactions[truth.id] != nil {
            transactions[truth.id] = truth
        }
        for truth in transactions.values { try expect(truth, kind, in: service.books) }
        for card in snapshot.cards where kind != .uphold {
            let booked = try #require(service.books.card(card.id))
            #expect(booked.status?.value == card.status)
            #expect((booked.closed != nil) == card.isClosed)
            #expect(booked.holderID?.value == card.holderID)
        }
        if kind != .uphold {
            for account in snapshot.accounts { try expect(account, in: service.books) }
        }
    }

    @Test(arguments: cases)
    func nothingIsWrongInACleanRun(kind: ProgramKind, seed: UInt64, speed: Int64) throws {
        var model = Self.model(kind, seed: seed, speed: speed, users: 8)
        var service = PureService(kind)
        var last = Self.start
        for _ in 0..<2_500 {
            let event = model.next()
            last = Timestamp(microseconds: event.happensAt.microseconds + 40_000)
            try service.take(event.body.bytes, at: last)
        }
        // Notifications of one thing are still on their way, but not for days.
        #expect(service.severities.filter { $0.value >= .warning } == [:])
    }

    private func expect(_ truth: AccountTruth, in books: Books) throws {
        let key = AccountKey(
            providerID: truth.name.id, currency: try Currency(code: truth.name.currency))
        guard let account = books.account(key) else {
            #expect(truth.posted == 0 && truth.held == 0)
            return
        }
        #expect(account.posted == (try amount(truth.posted, truth.digits)))
        #expect(account.available == (try amount(truth.available, truth.digits)))
        #expect(account.pending == (try amount(truth.pending, truth.digits)))
    }

    private func expect(
        _ truth: TransactionTruth, _ kind: ProgramKind, in books: Books
    ) throws {
        let summary = try #require(books.summary(ofTransaction: truth.id))
        #expect(summary.state.rawValue == truth.state.rawValue, "\(truth)")
        guard kind != .uphold else { return }
        #expect(summary.kind?.rawValue == truth.kind.rawValue)
        #expect(summary.held == (try amount(truth.held, truth.digits)))
        #expect(summary.cleared == (try amount(truth.cleared, truth.digits)))
        #expect(summary.refunded == (try amount(truth.refunded, truth.digits)))
        #expect(summary.reversed == (try amount(truth.reversed, truth.digits)))
        #expect(summary.merchant == truth.merchant)
    }

    private func amount(_ minorUnits: Int64, _ digits: Int) throws -> Amount {
        try Amount(minorUnits: Int128(minorUnits), scale: UInt8(digits))
    }
}
