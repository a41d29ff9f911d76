import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

/// Events that come one at a time: fetches, statements and decisions.
@Suite struct SingleEventTests {
    static let fetch = LoggedFetch(
        id: "f1", document: "transactions", subject: "card_1",
        fetchedAt: Timestamp(microseconds: 1_700_000_000_000_000),
        request: "GET https://api.example.com/v0/cards/card_1?page=2", body: Array("[]".utf8))
    static let statement = LoggedStatement(
        format: "csv", fileName: "may.csv", body: Array("id,amount\n".utf8))
    static let decision = LoggedDecision(
        key: "k", word: "release-hold", subject: "t1", decidedAt: Timestamp(microseconds: 0),
        body: Array("{}".utf8))

    private static func answer(
        _ status: AppendedEvent.Status, _ position: Int64
    ) -> AppendedEvent {
        AppendedEvent(status: status, position: position)
    }

    /// A durable log with one source, and a role's connection to it.
    private func withLog(
        of role: String, _ body: (TestDatabase, Connection) throws -> Void
    ) throws {
        try TestDatabase.withSchema { database in
            _ = try database.connect().register("uphold")
            try body(database, try database.connect(role: role))
            #expect(try ChainVerifier(try database.connect()).failures() == [])
        }
    }

    private func onlyEvent(_ database: TestDatabase) throws -> LoggedEvent {
        let events = try LogReader(try database.connect()).events(of: 1, after: 0, limit: 9)
        #expect(events.count == 1)
        return try #require(events.first)
    }

    @Test func aFetchIsKeptWithItsRequest() throws {
        try withLog(of: "trueup_service") { database, connection in
            #expect(try connection.append(Self.fetch, to: "uphold") == Self.answer(.appended, 1))
            #expect(try connection.append(Self.fetch, to: "uphold") == Self.answer(.duplicate, 1))
            let event = try onlyEvent(database)
            #expect(event.kind == .fetch)
            #expect(event.eventID == "f1")
            #expect(event.type == "transactions")
            #expect(event.subject == "card_1")
            #expect(event.createdAt == Self.fetch.fetchedAt)
            #expect(event.body == Self.fetch.body)
            let proof = try database.connect().queryText("SELECT proof FROM log.event").rows
            #expect(proof == [[Self.fetch.request]])
            var other = Self.fetch
            other.body = Array("{}".utf8)
            #expect(try connection.append(other, to: "uphold") == Self.answer(.conflict, 2))
            #expect(try connection.append(other, to: "uphold") == Self.answer(.duplicate, 2))
        }
    }

    /// The same file is one event, under any name and whenever it comes.
    @Test func aStatementIsKnownByItsBytes() throws {
        try withLog(of: "trueup_operator") { database, connection in
            let first = try connection.append(Self.statement, to: "uphold")
            #expect(first == Self.answer(.appended, 1))
            var renamed = Self.statement
            renamed.fileName = "again.csv"
            #expect(try connection.append(renamed, to: "uphold") == Self.answer(.duplicate, 1))
            #expect(try database.connect().int64("SELECT count(*) FROM log.recurrence") == 0)
            let event = try onlyEvent(database)
            #expect(event.kind == .statement)
            #expect(event.eventID.hasPrefix("derived:"))
            #expect(event.type == "csv")
            #expect(event.createdAt == nil)
            var other = Self.statement
            other.body += Array("1,2\n".utf8)
            #expect(try connection.append(other, to: "uphold") == Self.answer(.appended, 2))
        }
    }

    /// A kind's ids are its own: a webhook of the same id is another event.
    @Test func kindsShareNoIDs() throws {
        try withLog(of: "trueup_operator") { database, connection in
            _ = try connection.append(Self.decision, to: "uphold")
            let service = try database.connect(role: "trueup_service")
            let outcomes = try service.append([.webhook(1, id: "k", body: "{}")])
            #expect(outcomes == [.appended(position: 2)])
            var fetch = Self.fetch
            fetch.id = "k"
            #expect(try service.append(fetch, to: "uphold") == Self.answer(.appended, 3))
            // Equal bytes, both without an id of their own.
            _ = try service.append([.webhook(1, id: nil, body: "id,amount\n")])
            #expect(
                try connection.append(Self.statement, to: "uphold") == Self.answer(.appended, 5))
        }
    }

    private static let misshapen: [any SingleEvent] = {
        func fetch(_ change: (inout LoggedFetch) -> Void) -> LoggedFetch {
            var changed = Self.fetch
            change(&changed)
            return changed
        }
        func statement(_ change: (inout LoggedStatement) -> Void) -> LoggedStatement {
            var changed = Self.statement
            change(&changed)
            return changed
        }
        func decision(_ change: (inout LoggedDecision) -> Void) -> LoggedDecision {
            var changed = Self.decision
            change(&changed)
            return changed
        }
        return [
            fetch { $0.id = "" }, fetch { $0.id = String(repeating: "x", count: 513) },
            fetch { $0.document = "" }, fetch { $0.request = "" },
            fetch { $0.request = "GET https://user:password@api.example.com/cards" },
            fetch { $0.request = "GET /cards\nAuthorization: Bearer x" },
            fetch { $0.request = "https://api.example.com/cards" },
            statement { $0.format = "" }, statement { $0.fileName = "" },
            statement { $0.fileName = "/home/ann/may.csv" },
            decision { $0.key = "" }, decision { $0.word = "" },
        ]
    }()

    @Test func whatLacksSomethingIsRefused() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            _ = try connection.register("uphold")
            for event in Self.misshapen {
                let error = #expect(throws: PostgresError.self, "\(event)") {
                    try connection.append(event, to: "uphold")
                }
                #expect(error?.sqlState == .invalidEvent, "\(event)")
            }
            for event in [Self.fetch, Self.statement, Self.decision] as [any SingleEvent] {
                let error = #expect(throws: PostgresError.self) {
                    try connection.append(event, to: "nobody")
                }
                #expect(error?.sqlState == .unknownSource)
            }
            #expect(try connection.int64("SELECT count(*) FROM log.event") == 0)
        }
    }

    /// Null is what SQL can pass and Swift cannot.
    @Test func whatIsNullIsRefused() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect()
            _ = try connection.register("uphold")
            for call in [
                "append_fetch('uphold', NULL, 'd', NULL, now(), 'GET /', '')",
                "append_fetch('uphold', 'f', NULL, NULL, now(), 'GET /', '')",
                "append_fetch('uphold', 'f', 'd', NULL, NULL, 'GET /', '')",
                "append_fetch('uphold', 'f', 'd', NULL, now(), NULL, '')",
                "append_fetch('uphold', 'f', 'd', NULL, now(), 'GET /', NULL)",
                "append_statement('uphold', NULL, 'f', NULL, '')",
                "append_statement('uphold', 'csv', NULL, NULL, '')",
                "append_statement('uphold', 'csv', 'f', NULL, NULL)",
                "append_decision('uphold', NULL, 'adjust', NULL, now(), '')",
                "append_decision('uphold', 'k', NULL, NULL, now(), '')",
                "append_decision('uphold', 'k', 'adjust', NULL, NULL, '')",
                "append_decision('uphold', 'k', 'adjust', NULL, now(), NULL)",
            ] {
                let error = #expect(throws: PostgresError.self, "\(call)") {
                    try connection.execute("SELECT * FROM log.\(call)")
                }
                #expect(error?.sqlState == .invalidEvent, "\(call)")
            }
        }
    }

    /// As when a wait for a standby is cancelled: the commit is local, and not known to last.
    @Test func aWarningAtCommitIsNoSuccess() throws {
        try TestDatabase.withSchema { database in
            let owner = try database.connect()
            _ = try owner.register("uphold")
            try owner.execute(
                """
                CREATE FUNCTION public.warn() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE WARNING 'canceling wait for synchronous replication';
                    RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON log.event
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.warn()
                """)
            let connection = try database.connect(role: "trueup_operator")
            let error = #expect(throws: PostgresError.self) {
                try connection.append(Self.decision, to: "uphold")
            }
            #expect(error?.sqlState == .warning)
            #expect(error?.message.contains("in doubt") == true)
            // The same again meets what was committed, and no trigger: now it is known to last.
            let again = try connection.append(Self.decision, to: "uphold")
            #expect(again == Self.answer(.duplicate, 1))
        }
    }

    /// A warning of an earlier statement says nothing about this commit.
    @Test func anEarlierWarningDoesNotCount() throws {
        try TestDatabase.withSchema { database in
            _ = try database.connect().register("uphold")
            let connection = try database.connect(role: "trueup_operator")
            try connection.execute("DO $$ BEGIN RAISE WARNING 'of old'; END $$")
            #expect(try connection.append(Self.decision, to: "uphold").status == .appended)
        }
    }
}
