package import Events

/// Derives the findings that the service must have: an implementation of the rules' written
/// definitions over what was delivered, in which order and when, apart from the service's own.
///
///     var expectations = Expectations(.nymcard, sourceName: "cards", isLive: true)
///     expectations.observe(delivery, receivedAt: time)   // each that was sent, in order of receipt
///     let findings = expectations.findings(at: now)
///     let outcomes = expectations.outcomes(of: plan.records, given: findings)
///
/// A refused delivery tells the service nothing, and one that was never sent is never observed:
/// who sends may let attempts fail or come late as it likes.
package struct Expectations: Sendable {
    let kind: ProgramKind
    let sourceName: String
    let isLive: Bool
    let thresholds: DrillThresholds
    /// A transaction that stays unresolved is worth a warning: webhooks carry amounts, or the
    /// provider's API is asked.
    let resolvesTransactions: Bool

    /// Content by event id: the first that came.
    private var contents: [String: Int64] = [:]
    private var streamHeads: [ProgramSubject: Int64] = [:]
    /// What arrival alone showed; and what was cured.
    var noted: Set<ExpectedFinding> = []
    var transactions: [String: TransactionLife] = [:]
    var cards: [String: CardLife] = [:]
    var balances: [AccountName: BalanceSeries] = [:]

    package init(
        _ kind: ProgramKind, sourceName: String, isLive: Bool,
        thresholds: DrillThresholds? = nil, hasAPI: Bool = false
    ) {
        self.kind = kind
        self.sourceName = sourceName
        self.isLive = isLive
        self.thresholds = thresholds ?? DrillThresholds(kind)
        resolvesTransactions = kind != .uphold || hasAPI
    }

    /// Takes note of a delivery that reached the service, at the time of its receipt there.
    package mutating func observe(_ delivery: ScheduledDelivery, receivedAt: Timestamp) {
        guard delivery.answer != .refused else { return }
        let notice = delivery.notice
        let event = ProgramSubject(.event, notice.eventID)
        if let known = contents[notice.eventID] {
            if known != notice.contentID {
                expect(.eventConflict, event, .exactly(""), .error)
            }
            return
        }
        contents[notice.eventID] = notice.contentID
        guard let claims = notice.claims else {
            expect(.undecodable, ProgramSubject(.source, sourceName), .any, .error)
            return
        }
        observeArrival(notice, claims, event, receivedAt)
        guard claims.isKnownType, claims.isLive ?? isLive == isLive else { return }
        fold(notice, claims, receivedAt)
    }

    private mutating func observeArrival(
        _ notice: DeliveredNotice, _ claims: EventClaims, _ event: ProgramSubject,
        _ receivedAt: Timestamp
    ) {
        if !claims.isKnownType {
            expect(.unknownType, ProgramSubject(.type, notice.type), .exactly(""), .info)
        }
        if let flag = claims.isLive, flag != isLive {
            expect(.modeMismatch, event, .exactly(""), .error)
        }
        if claims.mustNameTransaction, claims.step == nil, claims.referenceID == nil {
            expect(.transactionIDMissing, event, .exactly(""), .error)
        }
        if notice.attempt > 0 { expect(.retriesBeforeFirstReceipt, event, .exactly(""), .info) }
        guard let createdAt = notice.createdAt else { return }
        if receivedAt > createdAt.after(seconds: thresholds.lateEvent) {
            expect(.lateEvent, event, .exactly(""), .info)
        }
        let isAhead = createdAt > receivedAt.after(seconds: thresholds.createdAtInFuture)
        if isAhead { expect(.createdAtInFuture, event, .exactly(""), .warning) }
        guard let stream = claims.stream else { return }
        let tick = createdAt.tick(kind.clockResolutionMicroseconds)
        if let head = streamHeads[stream], tick < head {
            expect(.createdAtOutOfOrder, event, .exactly(""), .info)
        }
        if !isAhead { streamHeads[stream] = max(tick, streamHeads[stream] ?? tick) }
    }

    mutating func expect(
        _ rule: ExpectedRule, _ subject: ProgramSubject,
        _ discriminator: ExpectedFinding.Discriminator, _ severity: ExpectedFinding.Severity,
        _ status: ExpectedFinding.Status = .open
    ) {
        noted.insert(ExpectedFinding(rule, subject, discriminator, severity, status))
    }

    private mutating func fold(
        _ notice: DeliveredNotice, _ claims: EventClaims, _ receivedAt: Timestamp
    ) {
        if let card = claims.cardID, kind != .uphold {
            cards[card, default: CardLife()].take(claims.cardRole)
        }
        if let id = claims.referenceID {
            transactions[id, default: TransactionLife()].refer(at: receivedAt)
        }
        if let step = claims.step {
            take(
                TransactionLife.Step(
                    claim: step, createdAt: notice.createdAt, eventID: notice.eventID,
                    receivedAt: receivedAt))
        }
        if let report = claims.report, let createdAt = notice.createdAt {
            let record = BalanceSeries.Report(
                eventID: notice.eventID, createdAt: createdAt,
                tick: createdAt.tick(kind.clockResolutionMicroseconds), value: report.available,
                receivedAt: receivedAt)
            change(report.account, at: record.tick, isMovement: false, receivedAt) {
                $0.insert(record)
            }
        }
    }

    private mutating func take(_ step: TransactionLife.Step) {
        let id = step.claim.transactionID
        var life = transactions[id] ?? TransactionLife()
        if life.steps.isEmpty, let first = life.firstReference {
            let deadline = first.after(seconds: thresholds.transactionUnresolved)
            if step.receivedAt >= deadline {
                expect(
                    .transactionUnresolved, ProgramSubject(.transaction, id), .exactly(""),
                    resolvesTransactions ? .warning : .info, .resolved)
            }
        }
        life.insert(step)
        transactions[id] = life
        guard kind != .uphold else { return }
        let resolution = kind.clockResolutionMicroseconds
        var movements: [AccountName: [BalanceSeries.Movement]] = [:]
        for (account, movement) in life.movements(kind, resolution) {
            movements[account, default: []].append(movement)
        }
        for account in [step.claim.account, step.claim.counterparty].compactMap(\.self) {
            let tick = step.createdAt.map { $0.tick(resolution) }
            change(account, at: tick, isMovement: true, step.receivedAt) {
                $0.replace(of: id, with: movements[account] ?? [])
            }
        }
    }

    /// Changes an account's series. Only what comes out of order can cure a gap: then what was
    /// expected before it and no longer is after it was a finding for a while.
    private mutating func change(
        _ account: AccountName, at tick: Int64?, isMovement: Bool, _ now: Timestamp,
        _ change: (inout BalanceSeries) -> Void
    ) {
        var series = balances[account] ?? BalanceSeries()
        let isInOrder = tick.map { series.isInOrder($0, isMovement: isMovement) } ?? false
        let before = isInOrder ? [] : series.gaps
        change(&series)
        balances[account] = series
        guard !before.isEmpty else { return }
        let after = Set(series.gaps.map(\.later))
        for gap in before where !after.contains(gap.later) {
            noted.insert(finding(gap, account, now, .resolved))
        }
    }

    func finding(
        _ gap: BalanceSeries.Gap, _ account: AccountName, _ now: Timestamp,
        _ status: ExpectedFinding.Status
    ) -> ExpectedFinding {
        let deadline = gap.receivedAt.after(seconds: thresholds.balanceGap)
        var finding = ExpectedFinding(
            .balanceGap, ProgramSubject(.account, account.id),
            gap.later.count == 1
                ? .exactly(gap.later.first ?? "") : .oneOf(gap.later),
            now >= deadline ? .error : .info, status)
        finding.amount = gap.amount
        let resolution = kind.clockResolutionMicroseconds
        finding.span =
            Timestamp(
                microseconds: gap.ticks.lowerBound * resolution)...Timestamp(
                microseconds: (gap.ticks.upperBound + 1) * resolution)
        return finding
    }
}

extension Timestamp {
    func after(seconds: Int64) -> Timestamp { after(milliseconds: seconds * 1_000) }

    /// Times of one tick have no order.
    func tick(_ resolution: Int64) -> Int64 {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: resolution)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
