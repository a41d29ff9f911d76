import Runtime
import Synchronization
import Testing

@Suite("Logger")
struct LoggerTests {
    /// What a logger wrote.
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func logger(_ format: LogFormat, from level: LogLevel = .debug) -> Logger {
            let clock = Clock(
                wallMicroseconds: { 1_795_253_400_000_001 }, monotonicNanoseconds: { 0 })
            return Logger(level: level, format: format, clock: clock) { [self] line in
                lines.withLock { $0.append(line) }
            }
        }
    }

    @Test("JSON has one object a line, with typed fields and everything escaped")
    func writesJSON() {
        let lines = Lines()
        lines.logger(.json).info(
            "it \"works\"\n",
            [
                "source": "a\u{1}b", "position": 7, "ratio": 0.5, "fresh": true,
                "level": "mine", "nothing": .number(.nan),
            ])
        let fields =
            #""source":"a\u0001b","position":7,"ratio":0.5,"fresh":true,"field.level":"mine","nothing":"nan""#
        #expect(
            lines.all == [
                #"{"at":"2026-11-21T09:30:00.000001Z","level":"info","message":"it \"works\"\n",\#(fields)}"#
                    + "\n"
            ])
    }

    @Test("Text is for people, and one line still")
    func writesText() {
        let lines = Lines()
        lines.logger(.text).warning(
            "slow\nclient", ["path": "/a b", "count": 3, "id": "x=y", "e": ""])
        #expect(
            lines.all == [
                #"2026-11-21T09:30:00.000001Z WARNING slow\nclient path="/a b" count=3 id="x=y" e="""#
                    + "\n"
            ])
    }

    @Test("A line below the level is not even put together")
    func skipsLevels() {
        let lines = Lines()
        let logger = lines.logger(.json, from: .warning)
        func unwanted() -> String {
            Issue.record("evaluated")
            return ""
        }
        logger.debug(unwanted(), ["a": .text(unwanted())])
        logger.info(unwanted())
        logger.warning("wanted")
        logger.error("wanted")
        #expect(lines.all.count == 2)
    }

    @Test("Levels have names", arguments: LogLevel.allCases)
    func namesLevels(_ level: LogLevel) {
        #expect(LogLevel(level.name) == level)
        #expect(LogLevel(level.name.uppercased()) == nil)
    }

    @Test(
        "Instants are written in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (1_709_251_199_123_456, "2024-02-29T23:59:59.123456Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ])
    func writesInstants(_ microseconds: Int64, _ text: String) {
        #expect(InternetTime.text(microseconds: microseconds) == text)
    }
}
