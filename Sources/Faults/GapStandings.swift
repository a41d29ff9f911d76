import Events

/// What the service may say of the gap that ends at one report, from the first time that there can
/// be one.
///
/// Where the definition leaves open whether a gap ends here, both are followed: what was never told
/// stays untold, what was told is resolved with the severity that it had by then, and comes back
/// with a deadline of its own.
struct GapStandings: Sendable {
    private enum State: Hashable {
        case untold
        /// Told, and an error from the deadline on.
        case open(deadline: Timestamp)
        case resolved(ExpectedFinding.Severity)
    }

    private var states: Set<State> = [.untold]
    /// As it was last told.
    private(set) var end: BalanceSeries.Gap.End?
    /// With what it was told last, where that is sure.
    private(set) var amounts: Set<Int64>?

    /// The gap is there from now on, or is still there; `isSure` false: by one reading only.
    mutating func open(
        _ end: BalanceSeries.Gap.End, deadline: Timestamp, isSure: Bool, isAmountSure: Bool,
        now: Timestamp
    ) {
        if isSure { states = [] } else { close(now) }
        states.insert(.open(deadline: deadline))
        self.end = end
        amounts = isSure && isAmountSure ? end.amounts : nil
    }

    /// The gap is gone, or was never told.
    mutating func close(_ now: Timestamp) {
        states = Set(
            states.map { state in
                guard case .open(let deadline) = state else { return state }
                return .resolved(GapStandings.severity(deadline, now))
            })
    }

    /// It must have been told.
    var isRequired: Bool { !states.contains(.untold) }

    /// How it may stand now, if it was told.
    func standings(_ now: Timestamp) -> Set<ExpectedFinding.Standing> {
        Set(
            states.compactMap { state in
                switch state {
                case .untold: nil
                case .open(let deadline):
                    ExpectedFinding.Standing(GapStandings.severity(deadline, now), .open)
                case .resolved(let severity): ExpectedFinding.Standing(severity, .resolved)
                }
            })
    }

    private static func severity(
        _ deadline: Timestamp, _ now: Timestamp
    ) -> ExpectedFinding.Severity {
        now >= deadline ? .error : .info
    }
}
