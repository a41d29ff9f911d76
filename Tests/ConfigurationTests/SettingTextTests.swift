import Configuration
import Reconciliation
import Testing

/// The small languages within settings.
@Suite struct SettingTextTests {
    @Test(
        arguments: [
            ("0", 0), ("300", 300), (#""30s""#, 30), (#""15m""#, 900), (#""2h""#, 7_200),
            (#""7d""#, 604_800), (#""0s""#, 0),
        ] as [(String, Int64)])
    func durations(text: String, seconds: Int64) throws {
        let read = try configuration(
            source("agentcard", #""thresholds": {"balance-gap": \#(text)}"#))
        #expect(read.sources[0].thresholds[.balanceGap] == seconds)
    }

    @Test(arguments: [
        "1.5", "1e3", "-1", #""15""#, #""m""#, #""1.5h""#, #""+1h""#, #""1 h""#, #""1h30m""#,
        #""1H""#,
        #""99999999999d""#, #""9223372036854775807d""#, #""1w""#, "true", "null",
        "9223372036854775808",
    ])
    func wrongDurations(text: String) {
        #expect(
            problems(source("agentcard", #""thresholds": {"balance-gap": \#(text)}"#)).count == 1)
    }
}
