import Events
import Money
import Reconciliation
import Testing

@testable import Ledger

/// Opening, drift and gap answer one question, and do not contradict one another: on small
/// generated accounts, against trying every way to place their movements.
@Suite struct BalanceAgreementTests {
    @Test(arguments: Array(1...40) as [UInt64]) func openingDriftAndGapAgree(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let account = try RandomAccount.ofOneMeasure(using: &random)
            guard let opening = account.opening?.units(inScale: 2), account.reports.count > 0
            else { continue }
            let oracle = BalanceOracle(account)
            let drift = try account.drift(.wholeSeconds)?.units(inScale: 2)
            let gaps = BalanceGap.judge(
                account, now: Given.time(0), settings: Given.wholeSeconds
            ).findings
            let possible = oracle.openings()
            var wrong: [String] = []
            if !possible.isEmpty, !possible.contains(opening) {
                wrong.append("opening \(opening) explains not all, \(possible.sorted()) do")
            }
            if drift != oracle.drift(opening: opening) {
                wrong.append(
                    "drift \(drift ?? 0), not \(oracle.drift(opening: opening) ?? 0)")
            }
            if gaps.isEmpty, drift != 0 { wrong.append("drift \(drift ?? 0) and no gap") }
            if gaps.isEmpty != !possible.isEmpty { wrong.append("gaps \(gaps.map(\.summary))") }
            guard wrong.isEmpty else {
                Issue.record(
                    "seed \(seed): \(wrong), opening \(opening)\n\(account.described)")
                return
            }
        }
    }
}

extension LedgerPolicy {
    fileprivate static let wholeSeconds = LedgerPolicy(
        clearing: .add, releasesRestAfterPartialClearing: false,
        clockResolutionMicroseconds: 1_000_000)
}

extension Amount {
    fileprivate func units(inScale scale: UInt8) -> Int128? {
        var (units, digits) = (units, self.scale)
        while digits < scale { (units, digits) = (units * 10, digits + 1) }
        return digits == scale ? units : nil
    }
}

extension RandomAccount {
    /// An account whose reports all state the available balance, with its opening as the books
    /// derive it.
    static func ofOneMeasure(using random: inout SeededGenerator) throws -> Account {
        let reports = (0..<Int.random(in: 1...4, using: &random)).map { number in
            Given.report(
                "r\(number)", at: Double(Int.random(in: 0...10, using: &random)) / 2,
                available: Int.random(in: 0...4, using: &random))
        }
        let movements = (0..<Int.random(in: 0...4, using: &random)).map {
            movement("m\($0)", reports, using: &random)
        }
        let account = Given.account(reports, movements)
        let available = try Amount.sum(account.movements.map(\.available))
        var booked = Account(
            key: account.key, kind: .card, posted: .zero, pending: .zero, available: available,
            entryCount: account.entryCount, lastEventAt: nil, reports: account.reports,
            movements: account.movements, opening: nil)
        guard let first = booked.reports.first else { return booked }
        let opening = try Opening(
            of: booked, first: first, ClockResolution(microseconds: 1_000_000))
        booked.opening = opening.amount
        booked.openingUntil = opening.until
        booked.available = try available.adding(opening.amount)
        return booked
    }
}
