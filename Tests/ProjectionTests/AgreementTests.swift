import Configuration
import EventLog
import Events
import Ledger
import Money
import Postgres
import Projection
import Providers
import Reconciliation
import Testing

/// What the tables hold is what the pure fold of the same events gives.
@Suite struct AgreementTests {
    @Test(arguments: [Provider.nymcard, .agentcard, .uphold])
    func tablesEqualTheBooksInMemory(provider: Provider) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(provider)
            try fixture.append(
                GeneratedHistory.bodies(provider, count: 1_500, seed: 5), to: source)
            try fixture.project(source, batchEvents: 97, restartAfter: 3)
            let settings = source.configuration.foldSettings
            var books = Books(policy: settings.ledger)
            var seen = (transactions: Set<String>(), accounts: Set<AccountKey>())
            for event in try LogReader(fixture.service).events(
                of: source.sourceID, after: 0, limit: 5_000)
            {
                guard event.repeats == nil, event.decodeError == nil,
                    let interpretation = try? interpret(event, settings: settings.provider),
                    interpretation.isKnownType,
                    interpretation.isLive.map({ $0 == settings.rules.isLive }) ?? true
                else { continue }
                let changes = try books.fold(event, interpretation)
                seen.transactions.formUnion(changes.transactionIDs)
                seen.accounts.formUnion(changes.accounts.map(\.key))
            }
            try books.checkInvariants()
            #expect(try fixture.transactions() == books.lines(of: seen.transactions))
            #expect(try fixture.accounts() == books.lines(of: seen.accounts))
            let entries = seen.transactions.flatMap { books.entries(ofTransaction: $0) ?? [] }
            #expect(
                try fixture.lines(
                    "SELECT 1 FROM projection.entry WHERE known_until IS NULL AND step <> 'opening'"
                ).count == entries.count)
        }
    }
}

extension ProjectionFixture {
    fileprivate func transactions() throws -> [String] {
        try lines(
            """
            SELECT transaction_id, state, authorized, held, cleared, refunded,
                   jsonb_array_length(steps::jsonb)
            FROM projection.transaction ORDER BY transaction_id COLLATE "C"
            """)
    }

    fileprivate func accounts() throws -> [String] {
        try lines(
            """
            SELECT account_id, currency, posted, pending, available, entry_count,
                   coalesce(opening::text, '-'), (SELECT count(*) FROM projection.report r
                   WHERE r.account_id = a.account_id AND r.currency = a.currency)
            FROM projection.account a WHERE kind IN ('card', 'account')
            ORDER BY account_id COLLATE "C", currency COLLATE "C"
            """)
    }
}

extension Books {
    fileprivate func lines(of ids: Set<String>) -> [String] {
        ids.sorted().compactMap { id -> String? in
            guard let transaction = transaction(id), let summary = summary(ofTransaction: id)
            else { return nil }
            return [
                id, summary.state.rawValue, "\(summary.authorized)", "\(summary.held)",
                "\(summary.cleared)", "\(summary.refunded)", "\(transaction.steps.count)",
            ].joined(separator: "|")
        }
    }

    fileprivate func lines(of keys: Set<AccountKey>) -> [String] {
        keys.sorted { ($0.id, $0.currency.code) < ($1.id, $1.currency.code) }.compactMap { key in
            guard let account = account(key) else { return nil }
            return [
                key.id, key.currency.code, "\(account.posted)", "\(account.pending)",
                "\(account.available)", "\(account.entryCount)",
                account.opening.map { "\($0)" } ?? "-", "\(account.reports.count)",
            ].joined(separator: "|")
        }
    }
}
