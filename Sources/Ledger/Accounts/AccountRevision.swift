import Events
import Money

/// What one event changes of an account, worked out in full before anything is changed: what could
/// overflow has been tried when a revision exists.
struct AccountRevision {
    enum Change {
        /// Inserts a movement, or replaces the one of the same cause.
        case set(Movement)
        case remove(Movement)
    }

    let key: AccountKey
    fileprivate(set) var changes: [Change] = []
    fileprivate(set) var reports: [ReportRecord] = []
    fileprivate(set) var posted: Amount
    fileprivate(set) var pending: Amount
    fileprivate(set) var available: Amount
    fileprivate(set) var entryCount: Int64
    fileprivate(set) var opening: Amount?
    fileprivate(set) var openingUntil: Timestamp?
    /// The report that the opening comes from; nil where it is the one that it was.
    fileprivate(set) var openingReport: ReportRecord?
    fileprivate(set) var kind: AccountKind
    fileprivate(set) var lastEventAt: Timestamp?
}

/// What a draft comes to.
enum RevisionOutcome {
    case unchanged
    /// Something from this time on is needed that lies before the account's window.
    case needsHistory(from: Timestamp)
    case revised(AccountRevision)
}

/// The movements and reports that one event adds to or takes from an account.
struct AccountDraft {
    var removed: [AccountMovement] = []
    var added: [AccountMovement] = []
    var reports: [ReportRecord] = []
}

extension Account {
    /// Works out what a draft makes of the account.
    func revision(
        _ draft: AccountDraft, _ clock: ClockResolution
    ) throws(MoneyError) -> RevisionOutcome {
        if let time = draft.reports.map(\.asOf).min(), isHidden(time) {
            return .needsHistory(from: time)
        }
        var revision = AccountRevision(
            key: key, posted: posted, pending: pending, available: available,
            entryCount: entryCount, opening: opening, openingUntil: openingUntil,
            kind: kind, lastEventAt: lastEventAt)
        revision.reports = draft.reports.filter { !contains($0) }
        revision.reports.sort { $0.precedes($1) }
        for change in draft.removed { try revision.take(change, sign: -1) }
        for change in draft.added { try revision.take(change, sign: 1) }
        revision.noteChanges(draft)
        guard
            !revision.changes.isEmpty || !revision.reports.isEmpty
                || revision.entryCount != entryCount
        else { return .unchanged }
        if let from = historyNeeded(for: revision, clock) { return .needsHistory(from: from) }
        try reviseOpening(&revision, clock)
        reviseDescription(&revision)
        return .revised(revision)
    }

    private func contains(_ report: ReportRecord) -> Bool {
        let place = reports.partitionPoint { $0.precedes(report) }
        return place < reports.count && reports[place].key == report.key
    }

    private func isHidden(_ time: Timestamp) -> Bool { windowStart.map { time < $0 } ?? false }

    /// From when on the account must be known to carry a revision out; nil where the window does.
    ///
    /// Every change must lie within the window: then nothing before it differs from what is
    /// stored, however much of a batch is not written yet.
    private func historyNeeded(
        for revision: AccountRevision, _ clock: ClockResolution
    ) -> Timestamp? {
        guard let windowStart else { return nil }
        let earliest = revision.changes.map(\.movement.effectiveAt).min()
        if let earliest, earliest < windowStart { return earliest }
        // The opening is told from the first report's tick on.
        if let first = firstReport(after: revision), clock.tickStart(first.asOf) < windowStart,
            revision.bearsUponOpening(of: self, first, clock)
        {
            return clock.tickStart(first.asOf)
        }
        let removed = revision.removedCauses
        guard !removed.isEmpty else { return nil }
        let kindIsOpen = kind == .account && remainingKind(without: removed) != .account
        return kindIsOpen || remainingLastTime(without: removed) == nil ? .earliest : nil
    }

    private func firstReport(after revision: AccountRevision) -> ReportRecord? {
        guard let new = revision.reports.first else { return firstReport }
        guard let firstReport else { return new }
        return new.precedes(firstReport) ? new : firstReport
    }

    /// The opening is always derived: see `Opening`.
    private func reviseOpening(
        _ revision: inout AccountRevision, _ clock: ClockResolution
    ) throws(MoneyError) {
        guard let first = firstReport(after: revision),
            revision.bearsUponOpening(of: self, first, clock)
        else { return }
        var changed = self
        changed.apply(revision)
        let choice = try Opening(of: changed, first: first, clock)
        let difference = try choice.amount.subtracting(opening ?? .zero)
        revision.posted = try revision.posted.adding(difference)
        revision.available = try revision.available.adding(difference)
        revision.entryCount += (choice.amount.isZero ? 0 : 1) - openingEntryCount
        revision.opening = choice.amount
        revision.openingUntil = choice.until
        if first.key != firstReport?.key { revision.openingReport = first }
    }

    private var openingEntryCount: Int64 { (opening ?? .zero).isZero ? 0 : 1 }

    /// Kind and last time follow what stands on the account after the change.
    private func reviseDescription(_ revision: inout AccountRevision) {
        let removed = revision.removedCauses
        if !removed.isEmpty {
            revision.kind = remainingKind(without: removed)
            revision.lastEventAt = remainingLastTime(without: removed)
        }
        for report in revision.reports {
            revision.describe(report.accountKind, report.asOf)
        }
        for case .set(let movement) in revision.changes {
            let stated = movement.effectiveSource == .stated ? movement.effectiveAt : nil
            revision.describe(movement.accountKind, stated)
        }
    }

    private func remainingKind(without removed: Set<FactKey>) -> AccountKind {
        guard kind == .account else { return .card }
        let isAccount =
            firstReport?.accountKind == .account
            || reports.contains { $0.accountKind == .account }
            || movements.contains { $0.accountKind == .account && !removed.contains($0.cause) }
        return isAccount ? .account : .card
    }

    private func remainingLastTime(without removed: Set<FactKey>) -> Timestamp? {
        let movement = movements.last {
            $0.effectiveSource == .stated && !removed.contains($0.cause)
        }
        return [movement?.effectiveAt, reports.last?.asOf].compactMap(\.self).max()
    }

    /// Carries out what was worked out on this very account.
    mutating func apply(_ revision: AccountRevision) {
        for change in revision.changes {
            switch change {
            case .set(let movement): set(movement)
            case .remove(let movement): remove(movement)
            }
        }
        for report in revision.reports {
            reports.insert(report, at: reports.partitionPoint { $0.precedes(report) })
            reportCounts.count(report)
        }
        if let report = revision.openingReport { firstReport = report }
        posted = revision.posted
        pending = revision.pending
        available = revision.available
        entryCount = revision.entryCount
        opening = revision.opening
        openingUntil = revision.openingUntil
        kind = revision.kind
        lastEventAt = revision.lastEventAt
    }

    private mutating func set(_ movement: Movement) {
        // Most movements come last.
        guard let last = movements.last, !last.precedes(movement) else {
            movements.append(movement)
            return
        }
        let place = movements.partitionPoint { $0.precedes(movement) }
        if place < movements.count, movements[place].cause == movement.cause {
            movements[place] = movement
        } else {
            movements.insert(movement, at: place)
        }
    }

    private mutating func remove(_ movement: Movement) {
        let place = movements.partitionPoint { $0.precedes(movement) }
        guard place < movements.count, movements[place].cause == movement.cause else { return }
        movements.remove(at: place)
    }
}

extension AccountRevision.Change {
    var movement: Movement {
        switch self {
        case .set(let movement), .remove(let movement): movement
        }
    }
}

extension AccountRevision {
    /// What it changes, as the fold tells of it.
    var change: AccountChange {
        var change = AccountChange(key: key, reports: reports)
        for movement in changes.lazy.map(\.movement) {
            let time = movement.effectiveAt
            let known = change.movementTimes ?? time...time
            change.movementTimes =
                min(known.lowerBound, time)...max(known.upperBound, time)
            guard movement.effectiveSource == .receipt else { continue }
            change.earliestReceipt = min(change.earliestReceipt ?? time, time)
        }
        return change
    }

    fileprivate var removedCauses: Set<FactKey> {
        var causes: Set<FactKey> = []
        for case .remove(let movement) in changes { causes.insert(movement.cause) }
        return causes
    }

    fileprivate mutating func take(
        _ change: AccountMovement, sign: Int64
    ) throws(MoneyError) {
        let movement = change.movement
        entryCount += sign * change.entryCount
        if sign > 0 {
            posted = try posted.adding(movement.posted)
            pending = try pending.adding(movement.pending)
            available = try available.adding(movement.available)
        } else {
            posted = try posted.subtracting(movement.posted)
            pending = try pending.subtracting(movement.pending)
            available = try available.subtracting(movement.available)
        }
    }

    /// A cause that is on both sides stays and changes; one that is equal on both does neither.
    fileprivate mutating func noteChanges(_ draft: AccountDraft) {
        if draft.removed.isEmpty {
            for change in draft.added { changes.append(.set(change.movement)) }
            return
        }
        var before: [FactKey: Movement] = [:]
        for change in draft.removed { before[change.movement.cause] = change.movement }
        for change in draft.added {
            let movement = change.movement
            if before.removeValue(forKey: movement.cause) != movement {
                changes.append(.set(movement))
            }
        }
        for change in draft.removed {
            guard let movement = before[change.movement.cause] else { continue }
            changes.append(.remove(movement))
        }
    }

    fileprivate mutating func describe(_ kind: AccountKind, _ time: Timestamp?) {
        if kind == .account { self.kind = .account }
        guard let time else { return }
        lastEventAt = max(lastEventAt ?? time, time)
    }
}
