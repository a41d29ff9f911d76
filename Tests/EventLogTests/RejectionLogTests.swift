import Events
import Postgres
import TestSupport
import Testing

@testable import EventLog

@Suite struct RejectionLogTests {
    private let noon = Timestamp(microseconds: 1_700_000_000_000_000)
    private let hourMicroseconds: Int64 = 3_600_000_000

    @Test func countsPerSourceReasonAndHour() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let log = RejectionLog()
            let later = Timestamp(microseconds: noon.microseconds + hourMicroseconds)
            for _ in 0..<2 {
                log.count(sourceID: 1, reason: "signature", at: noon)
                log.count(sourceID: 1, reason: "signature", at: later)
                log.count(sourceID: 0, reason: "unknown-source", at: noon)
                try log.flush(to: connection)
            }
            let rows = try connection.queryText(
                """
                SELECT source_id, reason, count, hour = date_trunc('hour', hour) FROM log.rejection
                ORDER BY source_id, hour
                """
            ).rows
            #expect(
                rows == [
                    ["0", "unknown-source", "2", "t"], ["1", "signature", "2", "t"],
                    ["1", "signature", "2", "t"],
                ])
        }
    }

    @Test func keepsTheLastHundredSamplesCutShort() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let connection = try database.connect(role: "trueup_service")
            let log = RejectionLog()
            let body = [UInt8](repeating: 7, count: 5_000)
            for number in 0..<150 {
                let sample = RejectionSample(detail: "n\u{0}\(number)", body: body)
                log.count(sourceID: 1, reason: "signature", at: noon, sample: sample)
                log.count(sourceID: 2, reason: "signature", at: noon, sample: sample)
                if number % 40 == 0 { try log.flush(to: connection) }
            }
            try log.flush(to: connection)
            let row = try connection.queryOnce(
                """
                SELECT count(*), min(octet_length(body))::bigint, max(body_octets),
                    max(detail) FILTER (WHERE ordinal = 150) FROM log.rejection_sample
                WHERE source_id = 1
                """
            ).onlyRow()
            #expect(try row.int64(0) == 100)
            #expect(try row.int64(1) == 4_096)
            #expect(try row.int64(2) == 5_000)
            #expect(try row.text(3) == "n\u{FFFD}149")
            #expect(try connection.int64("SELECT sum(count)::bigint FROM log.rejection") == 300)
        }
    }

    @Test func losesNothingWhileTheDatabaseIsAway() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let log = RejectionLog()
            log.count(sourceID: 1, reason: "signature", at: noon)
            let closed = try database.connect(role: "trueup_service")
            closed.close()
            #expect(throws: PostgresError.self) { try log.flush(to: closed) }
            log.count(sourceID: 1, reason: "signature", at: noon)
            let connection = try database.connect(role: "trueup_service")
            try log.flush(to: connection)
            #expect(try connection.int64("SELECT count FROM log.rejection") == 2)
        }
    }

    @Test func countsOnUnderOneReasonBeyondItsBound() throws {
        try TestDatabase.withSchema(isDurable: false) { database in
            let log = RejectionLog()
            for number in 0..<(RejectionLog.counterLimit + 500) {
                log.count(sourceID: 1, reason: "reason \(number)", at: noon)
            }
            let connection = try database.connect(role: "trueup_service")
            try log.flush(to: connection)
            #expect(try connection.int64("SELECT count(*) FROM log.rejection") == 4_097)
            #expect(
                try connection.int64("SELECT count FROM log.rejection WHERE source_id = 0") == 500)
        }
    }
}
