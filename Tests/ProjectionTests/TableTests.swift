import Events
import Ledger
import Money
import Postgres
import Providers
import TestSupport
import Testing

@testable import Projection
@testable import Reconciliation

/// Every column of every table holds what its name says, whichever way it was written, and comes
/// back as it was.
///
/// The samples' values are all different, so that two swapped columns cannot look alike.
@Suite struct TableTests {
    @Test func transactions() throws {
        try Self.check(TransactionTable.self, Sample.transaction, Sample.transactionTexts) { row in
            try TransactionTable.transaction(row) == Sample.transaction.transaction
        }
    }

    @Test func cards() throws {
        try Self.check(CardTable.self, Sample.card, Sample.cardTexts) { row in
            try CardTable.card(row) == Sample.card
        }
    }

    @Test func accounts() throws {
        try Self.check(AccountTable.self, Sample.accountRow, Sample.accountTexts) { row in
            try AccountTable.account(
                row, reports: [], movements: [], firstReport: nil, windowStart: nil)
                == Sample.accountWithoutHistory
        }
    }

    @Test func reports() throws {
        try Self.check(ReportTable.self, (Sample.key, Sample.report), Sample.reportTexts) { row in
            try ReportTable.record(row) == (Sample.key, Sample.report)
        }
    }

    @Test func entries() throws {
        try Self.check(EntryTable.self, Sample.entry, Sample.entryTexts) { _ in true }
    }

    @Test func activities() throws {
        try Self.check(
            ActivityTable.self,
            ActivityRow(
                position: 1, ordinal: 2, at: Sample.time(3),
                activity: Activity(kind: "kyc", subjectID: "user", summary: "It went well.")),
            [
                "position": "1", "ordinal": "2", "at": Sample.text(3), "kind": "kyc",
                "subject": "user", "summary": "It went well.",
            ]
        ) { _ in true }
    }

    @Test func quarantine() throws {
        try Self.check(
            QuarantineTable.self,
            QuarantineRow(position: 1, receivedAt: Sample.time(2), reason: "unreadable"),
            [
                "position": "1", "received_at": Sample.text(2), "reason": "unreadable",
                "status": "open",
            ]
        ) { _ in true }
    }

    @Test func streams() throws {
        let stream = EventStream(kind: .card, id: "c")
        let head = StreamHead(createdAt: Sample.time(1), position: 2)
        try Self.check(
            StreamTable.self, (stream, head),
            [
                "stream_kind": "card", "stream_id": "c", "created_at": Sample.text(1),
                "position": "2",
            ]
        ) { row in
            try StreamTable.record(row) == (stream, head)
        }
    }

    @Test func findings() throws {
        try Self.check(
            FindingTable.self, (Sample.uuid, Sample.finding), Sample.findingTexts
        ) { row in
            try FindingTable.record(row) == (Sample.uuid, Sample.finding)
        }
    }

    @Test func findingHistory() throws {
        let transition = FindingTransition(
            key: Sample.finding.finding.key, at: Sample.time(1), from: .open, to: .dismissed,
            actor: "ann", reason: "known", position: 7)
        try Self.check(
            FindingHistoryTable.self, (5, Sample.uuid, transition),
            [
                "transition": "5", "finding_id": Sample.uuid.description, "at": Sample.text(1),
                "from_status": "open", "to_status": "dismissed", "actor": "ann",
                "reason": "known", "position": "7",
            ]
        ) { _ in true }
    }

    @Test func deadlines() throws {
        let review = Review(key: Sample.finding.finding.key, at: Sample.time(1))
        try Self.check(
            DeadlineTable.self, review,
            [
                "rule": "balance-gap", "subject_kind": "account", "subject_id": "a",
                "discriminator": "evt", "due_at": Sample.text(1),
            ]
        ) { row in try DeadlineTable.review(row) == review }
    }

    /// A change of a house account is added to what stands there, and its kind stays.
    @Test func houseAccountsAreAddedTo() throws {
        try ProjectionFixture.with { fixture in
            let writer = try Self.writer(fixture)
            let key = AccountKey(id: "@network", currency: Sample.key.currency)
            for (kind, sign) in [(AccountKind.network, Int128(1)), (.fees, 10)] {
                let delta = HouseDelta(
                    posted: Sample.amount(1 * sign), pending: Sample.amount(2 * sign),
                    available: Sample.amount(3 * sign), entryCount: Int64(4 * sign))
                try writer.store(
                    [(HouseAccount(key: key, kind: kind), delta)], in: HouseTable.self)
            }
            #expect(
                try fixture.lines(
                    """
                    SELECT account_id, currency, kind, posted, pending, available, entry_count
                    FROM projection.account
                    """) == ["@network|USD|network|0.11|0.22|0.33|44"])
        }
    }

    @Test func generations() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            let store = GenerationStore(connection: fixture.service)
            _ = try fixture.generation(1, of: source)
            let end = GenerationEnd(position: 17, time: Sample.time(4))
            let made = try store.create(
                source: source.sourceID, number: 2, name: "spring", settings: "{\"a\": 1}",
                settingsDigest: [2, 3], end: end)
            try fixture.withoutGuards(
                """
                UPDATE projection.generation SET checkpoint = 11, transitions = 12, epoch = 13,
                    judged_until = '\(Sample.text(5))' WHERE generation = 2
                """)
            var expected = made
            (expected.checkpoint, expected.transitions, expected.epoch) = (11, 12, 13)
            expected.judgedUntil = Sample.time(5)
            #expect(try store.named("spring", source: source.sourceID) == expected)
            #expect(made.state == .building)
            #expect(made.end == end)
            #expect(
                try fixture.lines(
                    """
                    SELECT generation, name, state, settings, settings_digest, build,
                        until_position, until_time = '\(Sample.text(4))'
                    FROM projection.generation WHERE generation = 2
                    """) == [#"2|spring|building|{"a": 1}|\x0203|\#(foldVersion)|17|t"#])
        }
    }

    /// A table that is made is declared, and checked here.
    @Test func everyTableIsChecked() throws {
        try ProjectionFixture.with { fixture in
            let declared = [
                TransactionTable.layout.name, CardTable.layout.name, AccountTable.layout.name,
                ReportTable.layout.name, EntryTable.layout.name, ActivityTable.layout.name,
                QuarantineTable.layout.name, StreamTable.layout.name, FindingTable.layout.name,
                FindingHistoryTable.layout.name, DeadlineTable.layout.name,
            ]
            let made = try fixture.lines("SELECT unnest(projection.entity_tables())")
            // The sums by hour are made by PostgreSQL out of the entries.
            #expect(made == declared + ["account_hour"])
        }
    }

    /// A word that a later version wrote is an error, and not the nearest that this one knows.
    @Test func anUnknownWordIsRefused() throws {
        try ProjectionFixture.with { fixture in
            let writer = try Self.writer(fixture)
            try writer.add([Sample.accountRow], to: AccountTable.self)
            try fixture.withoutGuards("UPDATE projection.account SET kind = 'vault'")
            let loader = ProjectionLoader(
                connection: fixture.service, sourceID: writer.sourceID, generation: 1)
            #expect(throws: PostgresError.self) {
                let row = try loader.rows(
                    of: AccountTable.self, by: AccountTable.byKey, [Sample.key]
                ).only()
                _ = try row[AccountTable.kind]
            }
        }
    }
}

extension TableTests {
    /// Writes a record by COPY, by an upsert, and by an upsert over another row with its key; looks
    /// at each column's text, and reads it back.
    ///
    /// - Parameter texts: What every column of the table must hold.
    private static func check<Owner: Table>(
        _ table: Owner.Type, _ record: Owner.Record, _ texts: [String: String],
        _ isSame: (StoredRow) throws -> Bool
    ) throws {
        #expect(Set(texts.values).count == texts.count, "two values of the sample are equal")
        try ProjectionFixture.with { fixture in
            let name = Owner.layout.name
            let writer = try writer(fixture)
            let columns = try fixture.lines(
                """
                SELECT attname FROM pg_attribute
                WHERE attrelid = 'projection.\(name)'::regclass AND attnum > 0
                  AND NOT attisdropped AND attname NOT IN ('source_id', 'generation')
                """)
            #expect(Set(columns) == Set(Owner.layout.cells.map(\.name)))
            func expectRow(_ way: Comment) throws {
                for column in columns {
                    let held = try fixture.lines(
                        "SELECT \(column)::text FROM projection.\(name)")
                    #expect(held == [texts[column] ?? "∅"], "\(way): \(column)")
                }
                let loader = ProjectionLoader(
                    connection: fixture.service, sourceID: writer.sourceID, generation: 1)
                let row = try loader.rows(
                    """
                    SELECT \(Owner.selection(of: "t")) FROM projection.\(name) t
                    WHERE source_id = $1 AND generation = $2
                    """, []
                ).only()
                #expect(try isSame(row), way)
            }
            try writer.add([record], to: table)
            try expectRow("COPY")
            try fixture.withoutGuards(change(Owner.layout))
            try writer.store([record], in: table)
            try expectRow("upsert over another row")
            try fixture.withoutGuards("DELETE FROM projection.\(name)")
            try writer.store([record], in: table)
            try expectRow("upsert")
        }
    }

    /// Gives every column that is no key another value, as far as the table takes one.
    private static func change<Owner: Table>(_ layout: Layout<Owner>) -> String {
        let others = layout.cells.filter { $0.role != .key && $0.type != .text }.map { cell in
            switch cell.type {
            case .bool: "\(cell.name) = NOT \(cell.name)"
            case .timestamptz: "\(cell.name) = \(cell.name) + interval '1 day'"
            case .jsonb: "\(cell.name) = '[]'"
            case .uuid: "\(cell.name) = gen_random_uuid()"
            default: "\(cell.name) = \(cell.name) + 1"
            }
        }
        return others.isEmpty
            ? "SELECT" : "UPDATE projection.\(layout.name) SET \(others.joined(separator: ", "))"
    }

    private static func writer(_ fixture: ProjectionFixture) throws -> ProjectionWriter {
        let source = try fixture.source(.agentcard)
        let generation = try fixture.generation(1, of: source)
        try fixture.superuser.execute("SET TimeZone = 'UTC'")
        return ProjectionWriter(
            connection: fixture.service, identifiers: Identifiers(source: source.name),
            sourceID: source.sourceID, generation: generation.number)
    }
}
