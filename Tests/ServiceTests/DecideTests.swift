import Events
import HTTPClient
import TestSupport
import Testing

/// `trueup decide` against a running service.
extension ServiceTests.RunningServiceTests {
    private func decide(_ words: [String]) throws -> CommandAnswer {
        try service.run(["decide"] + words + ["--source", "agentcard-test", "--actor", "anna"])
    }

    private func line(_ sql: String) throws -> String {
        try service.run(["psql", "--", "-At", "-c", sql]).output
    }

    @Test func aReleasedHoldIsInTheBooks() throws {
        #expect(try service.post(.authorization("held"), as: .agentcard).status == 200)
        let words = ["release-hold", "--transaction", "txn_held", "--key", "held-1"]
        let first = try decide(words + ["--reason", "never cleared", "--json"])
        #expect(first.exitCode == 0, "\(first.errors)")
        let object = try #require(try first.objects().first)
        #expect(object["status"]?.string == "appended")
        #expect(object["key"]?.string == "held-1")
        let position = try #require(object["position"]?.integer)
        // Written once, whoever asks again; another decision needs another key.
        let again = try decide(words + ["--reason", "never cleared"])
        #expect(again.exitCode == 0 && again.output.contains("position \(position) "))
        let other = try decide(words + ["--reason", "second thoughts"])
        #expect(other.exitCode == 1 && other.output == "")
        #expect(other.errors.contains("another decision"))
        try service.waitUntilFolded()
        let state = try line(
            """
            SELECT state, held = 0, steps -> 1 ->> 'reason' FROM trueup.transactions
            WHERE transaction_id = 'txn_held'
            """)
        #expect(state == "expired|t|never cleared\n")
        let event = try line(
            """
            SELECT kind, type, subject, payload ->> 'actor' FROM trueup.events
            WHERE source = 'agentcard-test' AND position = \(position)
            """)
        #expect(event == "decision|release-hold|txn_held|anna\n")
        #expect(try service.run("verify").exitCode == 0)
    }

    @Test func anUnknownSourceIsRefused() throws {
        let answer = try service.run([
            "decide", "release-hold", "--transaction", "t", "--reason", "r", "--source",
            "nowhere",
        ])
        #expect(answer.exitCode == 2)
        #expect(answer.errors.contains("there is no source \"nowhere\""))
    }
}
