import Events
import Providers
import Reconciliation
import Settings

/// What `thresholds` may say: durations by the name of the rule that waits for them.
enum SourceThresholds {
    static let usedKeys = ["created-at-in-future", "transaction-unresolved", "balance-gap"]
    /// For rules that this version has not got yet.
    static let durationKeys = ["late-event", "authorization-stale", "balance-drift"]
    static let laterKeys = durationKeys + ["source-silent", "clearing-above-authorization"]

    /// The longest that anything may be waited for.
    static let range: ClosedRange<Int64> = 0...366 * 86_400

    static func defaults(of provider: Provider) -> Thresholds {
        var defaults = Thresholds()
        if let seconds = provider.thresholds["balance-gap"] { defaults.balanceGapSeconds = seconds }
        return defaults
    }
}

extension SettingObject {
    /// Reads `thresholds`; `unused` names those that wait for rules of a later version.
    func thresholds(provider: Provider) -> (thresholds: Thresholds, unused: [String]) {
        var result = SourceThresholds.defaults(of: provider)
        let keys = SourceThresholds.usedKeys + SourceThresholds.laterKeys
        guard let thresholds = self["thresholds"]?.object(keys: keys) else { return (result, []) }
        let range = SourceThresholds.range
        if let seconds = thresholds["created-at-in-future"]?.seconds(in: range) {
            result.createdAtInFutureSeconds = seconds
        }
        if let seconds = thresholds["transaction-unresolved"]?.seconds(in: range) {
            result.transactionUnresolvedSeconds = seconds
        }
        if let seconds = thresholds["balance-gap"]?.seconds(in: range) {
            result.balanceGapSeconds = seconds
        }
        for key in SourceThresholds.durationKeys { _ = thresholds[key]?.seconds(in: range) }
        _ = thresholds["clearing-above-authorization"]?.percentage()
        _ = thresholds["source-silent"]?.silence()
        let unused = SourceThresholds.laterKeys.filter { thresholds[$0] != nil }
        return (result, unused.map { "thresholds.\($0)" })
    }
}

extension SettingValue {
    /// A text such as `20%`.
    fileprivate func percentage() -> Int64? {
        let expected = "a percentage from 0% to 1000%, such as \"20%\""
        guard let text = text(expected) else { return nil }
        let digits = text.dropLast()
        guard text.last == "%", digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let percent = Int64(digits), percent <= 1_000
        else {
            report("expected \(expected), not \(text.quoted)")
            return nil
        }
        return percent
    }

    /// `off`, `learned`, or a duration.
    fileprivate func silence() -> Int64? {
        if let word = value.string, word == "off" || word == "learned" { return nil }
        return seconds(in: SourceThresholds.range)
    }
}
