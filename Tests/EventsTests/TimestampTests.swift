import Events
import Foundation
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-01-01T00:00:00.000Z", 1_767_225_600_000_000),
            ("2026-01-01t00:00:00z", 1_767_225_600_000_000),
            ("2026-01-01 00:00:00+00", 1_767_225_600_000_000),
            ("2026-01-01T01:30:00+01:30", 1_767_225_600_000_000),
            ("2025-12-31T18:30:00-0530", 1_767_225_600_000_000),
            ("2026-01-01T00:00:00-00:00", 1_767_225_600_000_000),
            ("1970-01-01T00:00:00.5Z", 500_000), ("1970-01-01T00:00:00.123456Z", 123_456),
            ("1970-01-01T00:00:00.1234569Z", 123_456), ("1970-01-01T00:00:00.123456789Z", 123_456),
            // Cut off towards the past before the epoch too.
            ("1969-12-31T23:59:59.9999999Z", -1), ("1969-12-31T23:59:59.000001Z", -999_999),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
            ("2016-12-31T23:59:60.25Z", 1_483_228_800_250_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)])
    func reads(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01T00:00Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00,5Z",
        "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
        "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z", "10000-01-01T00:00:00Z", "+10000-01-01T00:00:00Z",
        "0000-12-31T23:59:59Z", "-001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
        "0000-12-31T23:59:00-00:01", "9999-12-31T23:59:59-00:01", "9999-12-31T23:59:60Z",
        "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00+01:60", "2026-01-01T00:00:00+1", "2026-01-01T00:00:00+01:",
        "2026-01-01T00:00:00ZZ", "2026-1-1T00:00:00Z", "２０２６-01-01T00:00:00Z",
        "2026-01-01T00:00:00Z\0", "2026-01-01T00:00:00 +01:00",
    ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func unixTimes() {
        #expect(Timestamp(unixSeconds: 1_767_225_600) == Timestamp("2026-01-01T00:00:00Z"))
        #expect(Timestamp(unixMilliseconds: -1)?.microseconds == -1_000)
        #expect(Timestamp(unixSeconds: 253_402_300_799)?.microseconds == 253_402_300_799_000_000)
        #expect(Timestamp(unixSeconds: 253_402_300_800) == nil)
        #expect(Timestamp(unixSeconds: -62_135_596_801) == nil)
        #expect(Timestamp(unixSeconds: .max) == nil)
        #expect(Timestamp(unixMilliseconds: .min) == nil)
    }

    @Test func writes() throws {
        let time = try #require(Timestamp("2026-01-02T03:04:05.06Z"))
        #expect(time.description == "2026-01-02T03:04:05.060000Z")
        #expect(time.shortDescription == "2026-01-02 03:04:05.06Z")
        #expect(Timestamp(microseconds: -1).description == "1969-12-31T23:59:59.999999Z")
        #expect(Timestamp(microseconds: 0).shortDescription == "1970-01-01 00:00:00Z")
        #expect(Timestamp.earliest.description == "0001-01-01T00:00:00.000000Z")
        #expect(Timestamp.latest.description == "9999-12-31T23:59:59.999999Z")
        // Never read from a provider, but nothing may crash on them.
        #expect(Timestamp(microseconds: .max).description == "294247-01-10T04:00:54.775807Z")
        #expect(Timestamp(microseconds: .min).description == "-290308-12-21T19:59:05.224192Z")
    }

    @Test func arithmeticIsChecked() throws {
        let time = Timestamp(microseconds: 5)
        #expect(try time.adding(microseconds: -7) == Timestamp(microseconds: -2))
        #expect(try time.microseconds(since: Timestamp(microseconds: 7)) == -2)
        #expect(throws: TimestampOverflow.self) { try time.adding(microseconds: .max) }
        #expect(throws: TimestampOverflow.self) {
            try time.microseconds(since: Timestamp(microseconds: .min))
        }
        #expect(time.addingClamped(microseconds: .max) == .latest)
        #expect(time.addingClamped(microseconds: .min) == .earliest)
        #expect(Timestamp.latest.addingClamped(microseconds: 1) == .latest)
        #expect(time.addingClamped(microseconds: 1) == Timestamp(microseconds: 6))
    }

    /// Against Foundation's calendar, on instants of all readable years.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func agreesWithFoundation(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        var calendar = Foundation.Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        // Foundation turns to the Julian calendar before October 1582.
        let gregorian = try #require(Timestamp("1583-01-01T00:00:00Z")).microseconds / 1_000_000
        let end = Timestamp.latest.microseconds / 1_000_000
        for _ in 0..<500 {
            let seconds = Int64.random(in: gregorian...end, using: &generator)
            let fields = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: Double(seconds)))
            let text = String(
                format: "%04d-%02d-%02dT%02d:%02d:%02d.000000Z", fields.year ?? 0,
                fields.month ?? 0, fields.day ?? 0, fields.hour ?? 0, fields.minute ?? 0,
                fields.second ?? 0)
            let time = try #require(Timestamp(unixSeconds: seconds))
            #expect(time.description == text, "seed \(seed)")
            #expect(Timestamp(text) == time, "seed \(seed)")
        }
    }

    /// Every text that is written is read as the same instant, and sorts as the instants do.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func roundTrips(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let range = Timestamp.earliest.microseconds...Timestamp.latest.microseconds
        var previous = Timestamp.earliest
        for _ in 0..<1_000 {
            let time = Timestamp(microseconds: .random(in: range, using: &generator))
            #expect(Timestamp(time.description) == time, "seed \(seed)")
            #expect((time < previous) == (time.description < previous.description), "seed \(seed)")
            previous = time
        }
    }
}
