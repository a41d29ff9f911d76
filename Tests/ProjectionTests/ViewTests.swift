import Configuration
import Events
import Postgres
import Projection
import Providers
import TestSupport
import Testing

/// The SQL contract: what is there, who may see it, and that nothing in the log breaks it.
@Suite struct ViewTests {
    /// The contract's views with the columns that it promises; more may be added.
    static let contract: [String: String] = [
        "events": """
        source position kind event_id type subject created_at received_at attempt repeats digest
        chain payload
        """,
        "bodies": "source position body salt",
        "redeliveries": "source position ordinal received_at attempt",
        "cards": """
        source card_id account_id status last4 expiry holder_id currency spend_limit opened_at
        closed_at last_event_at
        """,
        "accounts": """
        source account_id kind currency posted pending available reported_balance
        reported_available reported_at drift entry_count last_event_at
        """,
        "account_balances": """
        source account_id currency posted pending available card_ids reported_balance
        reported_available reported_at entry_count last_event_at
        """,
        "transactions": """
        source transaction_id card_id account_id kind state currency authorized held cleared
        reversed refunded merchant mcc created_at updated_at steps original_id related rate
        counterparty_account_id
        """,
        "entries": """
        entry_id source transaction_id account_id layer amount currency effective_at
        effective_source position step
        """,
        "entry_history": """
        entry_id source transaction_id account_id layer amount currency effective_at
        effective_source position step known_from known_until
        """,
        "running_balances": """
        source account_id currency line effective_at entry_id transaction_id step layer amount
        posted pending available
        """,
        "daily_balances": """
        source account_id currency day next_day posted pending available posted_change
        pending_change available_change entry_count
        """,
        "activity": "source position at kind subject summary",
        "findings": """
        finding_id source rule severity status subject_kind subject_id summary amount currency
        detected_at created_at resolved_at evidence
        """,
        "finding_history": "finding_id at from_status to_status actor reason position",
        "quarantine": "source position received_at reason status",
        "rejections": "source reason hour count",
        "projections": "source generation active checkpoint head lag_events lag_seconds",
        "sources": "source provider environment head first_event_at last_event_at complete_until",
    ]

    @Test func everyPromisedColumnIsThereAndExplained() throws {
        try ProjectionFixture.with { fixture in
            let lines = try fixture.lines(
                """
                SELECT c.relname, a.attname, obj_description(c.oid, 'pg_class'),
                       col_description(c.oid, a.attnum)
                FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                WHERE c.relnamespace = 'trueup'::regnamespace AND c.relkind IN ('v', 'r', 'm')
                """)
            #expect(lines.filter { $0.contains("∅") } == [])
            let found = Set(lines.map { $0.split(separator: "|").prefix(2).joined(separator: ".") })
            let promised = Set(
                Self.contract.flatMap { view, columns in
                    columns.split(whereSeparator: \.isWhitespace).map { "\(view).\($0)" }
                })
            #expect(promised.subtracting(found).sorted() == [])
            let views = Set(found.compactMap { $0.split(separator: ".").first.map(String.init) })
            #expect(views == Set(Self.contract.keys))
        }
    }

    @Test func theReaderReadsTheViewsAndNothingElse() throws {
        try ProjectionFixture.with { fixture in
            func readable(_ role: String) throws -> Set<String> {
                Set(
                    try fixture.lines(
                        """
                        SELECT n.nspname || '.' || c.relname FROM pg_class c
                        JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'v', 'm', 'p', 'S')
                          AND n.nspname IN ('log', 'projection', 'trueup', 'migration', 'public')
                          AND has_schema_privilege('\(role)', n.oid, 'USAGE')
                          AND has_table_privilege('\(role)', c.oid, 'SELECT')
                        """))
            }
            let views = Set(Self.contract.keys.map { "trueup.\($0)" })
            #expect(try readable("trueup_reader") == views.subtracting(["trueup.bodies"]))
            #expect(try readable("trueup_auditor").isSuperset(of: views))
            let reader = try fixture.database.connect(role: "trueup_reader")
            for view in views.subtracting(["trueup.bodies"]) {
                _ = try reader.queryOnce("SELECT * FROM \(view)")
            }
            for table in ["trueup.bodies", "log.event", "projection.entry", "projection.selected"] {
                let error = #expect(throws: PostgresError.self) {
                    try reader.queryOnce("SELECT * FROM \(table)")
                }
                #expect(error?.isInsufficientPrivilege == true, "\(table)")
            }
        }
    }

    @Test func onlyTheServiceWritesProjectionsAndNobodyWritesTheLog() throws {
        try ProjectionFixture.with { fixture in
            let writable = try fixture.lines(
                """
                SELECT r.rolname, n.nspname || '.' || c.relname, p.privilege
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                CROSS JOIN (VALUES ('INSERT'), ('UPDATE'), ('DELETE'), ('TRUNCATE'))
                    AS p (privilege)
                JOIN pg_roles r
                  ON r.rolname IN ('trueup_service', 'trueup_reader', 'trueup_auditor',
                                   'trueup_operator', 'trueup_intake')
                WHERE c.relkind IN ('r', 'v', 'p')
                  AND n.nspname IN ('log', 'projection', 'trueup', 'migration')
                  AND has_table_privilege(r.rolname, c.oid, p.privilege)
                """)
            let unwanted = writable.filter { !$0.hasPrefix("trueup_service|projection.") }
            #expect(unwanted == [])
            #expect(writable.filter { $0.hasSuffix("|TRUNCATE") } == [])
        }
    }

    /// In parallel plans too: a function with an exception block is not safe there.
    @Test(arguments: ["off", "on"]) func noBodyBreaksTheEvents(parallel: String) throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.uphold, "uphold", #", "maskedPaths": ["a.b\\.c"]"#)
            let masked = source.configuration.maskedPaths.map(\.steps)
            #expect(masked == [["a", "b.c"]])
            try fixture.service.query(
                "INSERT INTO projection.masked_path (source_id, path) VALUES ($1, $2)",
                [.int32(source.sourceID), .array(masked[0])])
            let depth = String(repeating: "[", count: 20_000)
            let bodies: [[UInt8]] =
                [
                    #"{"a": {"b.c": "secret", "d": 1}}"#, #"{"a": {"b": {"c": "other"}}}"#,
                    #"{"nul": "\u0000"}"#, #"{"number": 1e400000}"#, "[1, 2]", "no JSON", depth,
                    #"{"surrogate": "\ud800"}"#, "",
                ].map { Array($0.utf8) } + [[0xFF, 0xFE, 0x00]]
            try fixture.append(bodies, to: source)
            let reader = try fixture.database.connect(role: "trueup_reader")
            try reader.execute("SET force_parallel_mode = \(parallel)")
            let table = try reader.queryText("SELECT payload FROM trueup.events ORDER BY position")
            #expect(
                table.rows.map { $0[0] } == [
                    #"{"a": {"d": 1, "b.c": "(masked)"}}"#, #"{"a": {"b": {"c": "other"}}}"#, nil,
                    nil, "[1, 2]", nil, nil, nil, nil, nil,
                ])
        }
    }

    @Test func aSessionMayAskForAnotherGeneration() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            let other = try fixture.source(.uphold)
            for one in [source, other] {
                try fixture.append(
                    GeneratedHistory.bodies(one.configuration.provider, count: 50, seed: 1),
                    to: one)
            }
            try fixture.project(source)
            try fixture.project(other)
            let second = try fixture.generation(2, of: source)
            _ = try fixture.projector(second, of: source, batchEvents: 20).foldBatch()
            let reader = try fixture.database.connect(role: "trueup_reader")
            func transactions() throws -> [[String?]] {
                try reader.queryText(
                    """
                    SELECT source, count(*) FROM trueup.transactions GROUP BY 1 ORDER BY 1
                    """
                ).rows
            }
            let active = try transactions()
            #expect(active.map { $0[0] } == ["agentcard", "uphold"])
            try reader.execute("SET trueup.generation = 'g2'")
            let asked = try transactions()
            #expect(asked.map { $0[0] } == ["agentcard"])
            #expect(asked != active)
            // A name that does not exist shows nothing instead of the active books.
            try reader.execute("SET trueup.generation = 'g3'")
            #expect(try transactions() == [])
            try reader.execute("RESET trueup.generation")
            #expect(try transactions() == active)
        }
    }

    @Test func everySourceHasItsLagFromTheStart() throws {
        try ProjectionFixture.with { fixture in
            let source = try fixture.source(.agentcard)
            _ = try fixture.source(.uphold)
            let query = """
                SELECT source, generation, active, checkpoint, head, lag_events,
                       lag_seconds BETWEEN 3599 AND 3700, lag_seconds = 0
                FROM trueup.projections ORDER BY source
                """
            let empty = "uphold|∅|f|0|0|0|f|t"
            #expect(try fixture.lines(query) == ["agentcard|∅|f|0|0|0|f|t", empty])
            try fixture.append(
                GeneratedHistory.bodies(.agentcard, count: 50, seed: 1), to: source)
            try fixture.withoutGuards(
                "UPDATE log.event SET received_at = clock_timestamp() - interval '1 hour'")
            #expect(try fixture.lines(query) == ["agentcard|∅|f|0|50|50|t|f", empty])
            let generation = try fixture.generation(of: source)
            let projector = try fixture.projector(generation, of: source, batchEvents: 20)
            _ = try projector.foldBatch()
            #expect(try fixture.lines(query) == ["agentcard|g1|t|20|50|30|t|f", empty])
            try projector.foldAll()
            #expect(try fixture.lines(query) == ["agentcard|g1|t|50|50|0|f|t", empty])
        }
    }
}
