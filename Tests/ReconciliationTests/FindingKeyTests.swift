import Events
import Ledger
import Testing

@testable import Reconciliation

/// The text that finding ids are digests of.
@Suite struct FindingKeyTests {
    @Test func canonicalBytes() {
        let key = Given.key(.undecodable, .source, "é", "x")
        let expected: [UInt8] =
            [0, 0, 0, 1] + Array("s".utf8) + [0, 0, 0, 11] + Array("undecodable".utf8)
            + [0, 0, 0, 6] + Array("source".utf8) + [0, 0, 0, 2, 0xC3, 0xA9]
            + [0, 0, 0, 1] + Array("x".utf8)
        #expect(key.canonicalBytes(source: "s") == expected)
    }

    @Test func partsDoNotRunIntoEachOther() {
        let left = Given.key(.lifecycleGap, .card, "ab", "c").canonicalBytes(source: "s")
        let right = Given.key(.lifecycleGap, .card, "a", "bc").canonicalBytes(source: "s")
        #expect(left != right)
    }

    /// The names are part of the contract.
    @Test func ruleNames() {
        #expect(
            Rule.all.map(\.name) == [
                "event-conflict", "undecodable", "created-at-out-of-order", "created-at-missing",
                "created-at-in-future", "late-event", "retries-before-first-receipt",
                "transaction-id-missing", "mode-mismatch",
                "unknown-type",
                "transaction-unresolved", "lifecycle-gap", "currency-mismatch",
                "account-conflict", "balance-gap",
            ])
    }
}

/// How sentences say times, durations and reasons.
@Suite struct WordingTests {
    @Test(
        arguments: [
            (0, "0 s"), (250_000, "0.25 s"), (59_000_001, "59.000001 s"), (60_000_000, "1 min"),
            (125_000_000, "2 min 5 s"), (3_600_000_000, "1 h"), (3_605_000_000, "1 h"),
            (5_760_000_000, "1 h 36 min"), (100_000_000_000, "1 d 3 h"),
        ] as [(Int64, String)])
    func durations(microseconds: Int64, text: String) {
        #expect(Wording.duration(microseconds: microseconds) == text)
    }

    @Test(
        arguments: [
            ("not valid JSON at byte 12: x", "not valid JSON at byte #: x"),
            ("12 and 13.5", "# and #.#"), ("transaction txn_9 of v2", "transaction txn_9 of v2"),
            ("", ""),
        ])
    func reasonsWithoutNumbers(reason: String, stable: String) {
        #expect(Undecodable.stableReason(reason) == stable)
    }

    @Test(
        arguments: [(-1, -1), (0, 0), (999, 0), (1_000, 1), (-1_000, -1), (-1_001, -2)]
            as [(Int64, Int64)])
    func ticksAreRoundedTowardsThePast(microseconds: Int64, tick: Int64) {
        #expect(Timestamp(microseconds: microseconds).tick(microseconds: 1_000) == tick)
    }
}
