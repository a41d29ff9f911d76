import Events
import Postgres
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import EventLog

@Suite struct AppenderTests {
    /// A running appender on a database of its own, stopped at the end.
    private func withAppender(
        _ options: AppenderOptions = AppenderOptions(),
        onAppended: @escaping @Sendable (Int32, Int64) -> Void = { _, _ in },
        _ body: (Appender, TestDatabase, _ source: Int32) throws -> Void
    ) throws {
        try TestDatabase.withSchema { database in
            let source = try database.connect(role: "trueup_service").register("uphold")
            let appender = Appender(
                database.settings(role: "trueup_service"), options: options,
                onAppended: onAppended)
            try appender.start()
            defer { appender.stop() }
            try body(appender, database, source)
        }
    }

    @Test func commitsWhatIsSubmittedInFewTransactions() throws {
        let heads = Mutex<[Int32: Int64]>([:])
        try withAppender(onAppended: { source, head in heads.withLock { $0[source] = head } }) {
            appender, database, source in
            let connection = try database.connect(role: "trueup_service")
            let other = try connection.register("other")
            let answers = Answers()
            for number in 0..<600 {
                let target = number % 3 == 0 ? other : source
                let delivery = Delivery.webhook(target, id: "\(number / 2)", body: "\(number / 2)")
                #expect(appender.submit(delivery, answers.completion(number)) == .accepted)
            }
            try answers.wait(for: 600)
            let events = try connection.int64("SELECT count(*) FROM log.event")
            let status = appender.status
            #expect(Int64(status.appended) == events)
            #expect(status.appended + status.duplicates == 600)
            #expect(status.batches < 600)
            #expect(status.pendingDeliveries == 0)
            #expect(status.pendingOctets == 0)
            #expect(status.unavailableReason == nil)
            for head in try LogReader(connection).heads() {
                #expect(heads.withLock { $0[head.sourceID] } == head.position)
            }
            for number in 0..<600 { #expect(answers[number] != nil) }
            #expect(try ChainVerifier(connection).failures() == [])
        }
    }

    @Test func refusesOneValueWithoutTheOthers() throws {
        try withAppender { appender, database, source in
            let connection = try database.connect()
            // The writer waits behind this lock, so that all these become one batch.
            try connection.execute("BEGIN; SELECT FROM log.head FOR UPDATE")
            let answers = Answers()
            let long = String(repeating: "x", count: 513)
            let ids: [Int: String] = [7: "nul\u{0}", 20: long, 21: long, 49: ""]
            for number in 0..<50 {
                let id = ids[number] ?? "id \(number)"
                _ = appender.submit(
                    .webhook(source, id: id, body: "1"), answers.completion(number))
            }
            let early = Timestamp(microseconds: -62_135_596_800_000_001)
            _ = appender.submit(
                .webhook(source, id: "early", body: "1", createdAt: early), answers.completion(50))
            try connection.execute("COMMIT")
            try answers.wait(for: 51)
            for number in 0...50 {
                let outcome = try #require(answers[number])
                if ids[number] != nil || number == 50 {
                    guard case .refused = outcome else {
                        Issue.record("\(number) was not refused but \(outcome)")
                        continue
                    }
                } else {
                    guard case .appended = outcome else {
                        Issue.record("\(number) was not appended but \(outcome)")
                        continue
                    }
                }
            }
            #expect(try connection.int64("SELECT max(position) FROM log.event") == 46)
            #expect(appender.status.refused == 5)
            #expect(appender.status.unavailableReason == nil)
        }
    }

    @Test func anUnknownSourceDoesNotStopTheOthers() throws {
        try withAppender { appender, _, source in
            let answers = Answers()
            _ = appender.submit(.webhook(99, id: "a", body: "1"), answers.completion(0))
            _ = appender.submit(.webhook(source, id: "a", body: "1"), answers.completion(1))
            try answers.wait(for: 2)
            #expect(answers[1] == .appended(position: 1))
            guard case .unavailable(let reason) = answers[0] else {
                Issue.record("not unavailable but \(String(describing: answers[0]))")
                return
            }
            #expect(reason.contains("99"))
        }
    }

    /// The connection is cut while the call waits for the head: the batch is appended again.
    @Test func appendsAgainWhenTheConnectionBreaks() throws {
        try withAppender { appender, database, source in
            let connection = try database.connect()
            try connection.execute("BEGIN; SELECT FROM log.head FOR UPDATE")
            let answers = Answers()
            for number in 0..<20 {
                _ = appender.submit(
                    .webhook(source, id: "\(number)", body: "1"), answers.completion(number))
            }
            let killer = try database.connect()
            try eventually("the appender waits for the head and is cut") {
                try killer.int64(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = 'trueup appender' AND wait_event_type = 'Lock'
                        AND datname = current_database()
                    """) == 1
            }
            try connection.execute("COMMIT")
            try answers.wait(for: 20)
            #expect((0..<20).allSatisfy { answers[$0] == .appended(position: Int64($0) + 1) })
            #expect(appender.status.lastError?.contains("57P01") == true)
        }
    }

    /// As when a wait for a standby is cancelled: the commit is local, the sender must try again.
    @Test func aWarningAtCommitIsNoSuccess() throws {
        try withAppender { appender, database, source in
            let connection = try database.connect()
            try connection.execute(
                """
                CREATE FUNCTION public.warn() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE WARNING 'canceling wait for synchronous replication';
                    RETURN NULL;
                END $$;
                CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON log.event
                    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.warn()
                """)
            let delivery = Delivery.webhook(source, id: "a", body: "1")
            let answers = Answers()
            _ = appender.submit(delivery, answers.completion(0))
            try answers.wait(for: 1)
            guard case .unavailable(let reason) = answers[0] else {
                Issue.record("not unavailable but \(String(describing: answers[0]))")
                return
            }
            #expect(reason.contains("synchronous replication"))
            // The retry meets the committed event, and no trigger: now it is known to be durable.
            _ = appender.submit(delivery, answers.completion(1))
            try answers.wait(for: 2)
            #expect(answers[1] == .duplicate(position: 1))
        }
    }

    @Test func drainsOnStop() throws {
        try withAppender { appender, database, source in
            let answers = Answers()
            for number in 0..<3_000 {
                _ = appender.submit(
                    .webhook(source, id: "\(number)", body: "1"), answers.completion(number))
            }
            appender.stop()
            #expect(answers.count == 3_000)
            #expect(
                appender.submit(.webhook(source, id: "late", body: "1"), answers.completion(3_000))
                    == .stopped)
            let connection = try database.connect()
            #expect(try connection.int64("SELECT count(*) FROM log.event") == 3_000)
        }
    }

    @Test func refusesAtOnceWhenFull() throws {
        var options = AppenderOptions()
        options.deliveryLimit = 10
        options.octetLimit = 100_000
        try withAppender(options) { appender, database, source in
            let connection = try database.connect()
            try connection.execute("BEGIN; SELECT FROM log.head FOR UPDATE")
            let answers = Answers()
            func submit(_ number: Int, octets: Int) -> Submission {
                let body = String(repeating: "x", count: octets)
                return appender.submit(
                    .webhook(source, id: "\(number)", body: body), answers.completion(number))
            }
            #expect(submit(0, octets: 90_000) == .accepted)
            #expect(submit(1, octets: 20_000) == .full)
            for number in 2..<11 { #expect(submit(number, octets: 1) == .accepted) }
            #expect(submit(11, octets: 1) == .full)
            #expect(appender.status.pendingDeliveries == 10)
            try connection.execute("COMMIT")
            try answers.wait(for: 10)
            #expect(submit(12, octets: 90_000) == .accepted)
            try answers.wait(for: 11)
        }
    }

    @Test func writesRejections() throws {
        try TestDatabase.withSchema { database in
            let rejections = RejectionLog()
            let appender = Appender(
                database.settings(role: "trueup_service"), rejections: rejections)
            try appender.start()
            rejections.count(
                sourceID: 0, reason: "unknown-source", at: Timestamp(microseconds: 0))
            let connection = try database.connect()
            try eventually("the count is written") {
                try connection.int64("SELECT count(*) FROM log.rejection") == 1
            }
            rejections.count(
                sourceID: 0, reason: "unknown-source", at: Timestamp(microseconds: 0))
            appender.stop()
            #expect(try connection.int64("SELECT count FROM log.rejection") == 2)
        }
    }
}
