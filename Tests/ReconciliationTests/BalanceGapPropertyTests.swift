import Events
import Ledger
import Money
import Reconciliation
import Testing

/// Generated accounts: small ones against a brute-force oracle, and larger true histories.
@Suite struct BalanceGapPropertyTests {
    static let seeds: [UInt64] = Array(1...40)

    private func gaps(_ account: Account, _ settings: RuleSettings) -> [String: Amount] {
        let findings = BalanceGap.judge(account, now: Given.time(0), settings: settings).findings
        return Dictionary(
            findings.map { ($0.key.discriminator, $0.amount?.amount ?? .zero) }
        ) { first, _ in first }
    }

    @Test(arguments: seeds) func agreesWithTryingEverything(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let account = RandomAccount.small(using: &random)
            let expected = BalanceOracle(account).gaps().mapValues { Amount(units: $0, scale: 2) }
            let found = gaps(account, Given.wholeSeconds)
            if found != expected {
                Issue.record(
                    """
                    seed \(seed): expected \(expected), found \(found)
                    \(account.described)
                    """)
                return
            }
        }
    }

    @Test(arguments: seeds) func aTrueHistoryHasNoGap(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for resolution in [1, 1_000, 1_000_000, 5_000_000] as [Int64] {
            let history = TrueHistory(reports: 40, resolution: resolution, using: &random)
            let settings = RuleSettings(clockResolutionMicroseconds: resolution)
            #expect(gaps(history.account, settings) == [:], "seed \(seed), \(resolution) µs")
        }
    }

    @Test(arguments: seeds) func aMissingMovementIsFoundExactly(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Two hours apart on a clock of whole seconds: no movement shares a tick with a report.
        let reports = (0..<12).map { Double($0) * 7_200 }
        var balance = 100_000
        var movements: [Movement] = []
        var records: [ReportRecord] = []
        for (index, time) in reports.enumerated() {
            for number in 0..<Int.random(in: 1...4, using: &random) where index > 0 {
                let cents = Int.random(in: 1...5_000, using: &random)
                let signed = Bool.random(using: &random) ? cents : -cents
                let at = time - Double.random(in: 2...7_000, using: &random)
                movements.append(Given.movement("m\(index)_\(number)", at: at, signed))
                balance += signed
            }
            records.append(Given.report("r\(index)", at: time, available: balance, total: balance))
        }
        let place = Int.random(in: movements.indices, using: &random)
        let missing = movements.remove(at: place)
        let later = try #require(records.first { $0.asOf > missing.effectiveAt })
        #expect(
            gaps(Given.account(records, movements), Given.wholeSeconds)
                == [later.key.eventID: missing.available], "seed \(seed)")
    }
}

/// Accounts in which anything goes.
enum RandomAccount {
    static func small(using random: inout SeededGenerator) -> Account {
        let reports = (0..<Int.random(in: 0...4, using: &random)).map {
            report("r\($0)", using: &random)
        }
        let movements = (0..<Int.random(in: 0...4, using: &random)).map {
            movement("m\($0)", reports, using: &random)
        }
        return Given.account(reports, movements)
    }

    static func report(_ event: String, using random: inout SeededGenerator) -> ReportRecord {
        let value = { (random: inout SeededGenerator) in
            Int.random(in: 0...3, using: &random) == 0
                ? nil : Int.random(in: 0...4, using: &random)
        }
        return Given.report(
            event, at: Double(Int.random(in: 0...10, using: &random)) / 2,
            available: value(&random), total: value(&random),
            position: Int64.random(in: 1...99, using: &random))
    }

    /// One in four floats; one in four comes from an event that also reports the balance.
    static func movement(
        _ event: String, _ reports: [ReportRecord], using random: inout SeededGenerator
    ) -> Movement {
        let floats = Int.random(in: 0...3, using: &random) == 0
        let reporting = reports.randomElement(using: &random)
        let isOwn = !floats && reporting != nil && Int.random(in: 0...3, using: &random) == 0
        let available = Int.random(in: -2...2, using: &random)
        return Given.movement(
            isOwn ? reporting?.key.eventID ?? event : event,
            at: Double(Int.random(in: 0...10, using: &random)) / 2, available,
            posted: Bool.random(using: &random)
                ? available : Int.random(in: -2...2, using: &random),
            floats: floats, position: Int64.random(in: 1...99, using: &random))
    }
}

/// A history that happened: movements and true reports in one order, then told as a provider tells
/// it: times cut to the clock's ticks, some movements without a time.
struct TrueHistory {
    let account: Account

    init(reports: Int, resolution: Int64, using random: inout SeededGenerator) {
        var time = Given.start.microseconds
        var (available, total) = (100_000, 100_000)
        var records: [ReportRecord] = []
        var movements: [Movement] = []
        let cut = { (time: Int64) in Timestamp(microseconds: time / resolution * resolution) }
        while records.count < reports {
            time += Int64.random(in: 1...3_000_000, using: &random)
            let event = "e\(records.count + movements.count)"
            let (reports, moves) =
                [(true, false), (false, true), (true, true)].randomElement(using: &random)
                ?? (true, true)
            if moves {
                let amount = Int.random(in: -3_000...3_000, using: &random)
                let posted = Bool.random(using: &random) ? amount : 0
                let floats = !reports && Int.random(in: 0...7, using: &random) == 0
                let delay = floats ? Int64.random(in: 0...9_000_000, using: &random) : 0
                available += amount
                total += posted
                movements.append(
                    Movement(
                        cause: FactKey(eventID: event, ordinal: 0), transactionID: event,
                        effectiveAt: floats ? Timestamp(microseconds: time + delay) : cut(time),
                        effectiveSource: floats ? .receipt : .stated, posted: Given.cents(posted),
                        pending: .zero, available: Given.cents(amount), position: 1))
            }
            if reports {
                let both = Int.random(in: 0...2, using: &random)
                records.append(
                    ReportRecord(
                        key: FactKey(eventID: event, ordinal: 1), asOf: cut(time),
                        total: both == 0 ? nil : Given.cents(total),
                        available: both == 1 ? nil : Given.cents(available),
                        receivedAt: Timestamp(microseconds: time), position: 1))
            }
        }
        account = Given.account(records, movements)
    }
}

extension Account {
    /// Its reports and movements, to read in a failure.
    var described: String {
        let reports = reports.map {
            "\($0.key.eventID)@\($0.asOf.shortDescription) "
                + "\($0.available?.description ?? "-")/\($0.total?.description ?? "-")"
        }
        let movements = movements.map {
            "\($0.cause.eventID)@\($0.effectiveAt.shortDescription) \($0.effectiveSource) "
                + "\($0.available)/\($0.posted)"
        }
        return (reports + movements).joined(separator: "\n")
    }
}
