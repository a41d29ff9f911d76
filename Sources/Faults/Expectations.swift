package import Events
package import Programs

/// Derives the findings that the service must have: an implementation of the rules' written
/// definitions over what was delivered, in which order and when, apart from the service's own.
///
///     var expectations = Expectations(.nymcard, sourceName: "cards", isLive: true)
///     expectations.observe(delivery, receivedAt: time)   // each, in order of receipt
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
    /// The names of the rules that the service has.
    let rules: Set<String>

    /// Content by event id: the first that came.
    private var contents: [String: Int64] = [:]
    private var streamHeads: [ProgramSubject: Int64] = [:]
    /// What arrival alone showed; and what was cured.
    private(set) var noted: [ExpectedFinding.Place: ExpectedFinding] = [:]
    var transactions: [String: TransactionLife] = [:]
    var cards: [String: CardLife] = [:]
    var balances: [AccountName: BalanceSeries] = [:]
    /// By the later report of each gap that ever could be told.
    private(set) var gapStandings: [AccountName: [String: GapStandings]] = [:]

    package init(
        _ kind: ProgramKind, sourceName: String, isLive: Bool,
        thresholds: DrillThresholds? = nil, hasAPI: Bool = false, rules: Set<String>
    ) {
        self.kind = kind
        self.sourceName = sourceName
        self.isLive = isLive
        self.thresholds = thresholds ?? DrillThresholds(kind)
        self.rules = rules
        resolvesTransactions = kind.statesMoney || hasAPI
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
        let finding = ExpectedFinding(rule, subject, discriminator, severity, status)
        noted[finding.place] = finding
    }

    private mutating func fold(
        _ notice: DeliveredNotice, _ claims: EventClaims, _ receivedAt: Timestamp
    ) {
        if let card = claims.cardID, kind.statesMoney {
            cards[card, default: CardLife()].take(claims.cardRole)
        }
        if let id = claims.referenceID {
            transactions[id, default: TransactionLife()].refer(at: receivedAt)
        }
        var movements: [AccountName: [BalanceSeries.Movement]] = [:]
        if let step = claims.step {
            movements = take(
                TransactionLife.Step(
                    claim: step, createdAt: notice.createdAt, eventID: notice.eventID,
                    receivedAt: receivedAt))
        }
        var report: BalanceSeries.Report?
        if let claim = claims.report, let createdAt = notice.createdAt {
            report = BalanceSeries.Report(
                eventID: notice.eventID, createdAt: createdAt,
                tick: createdAt.tick(kind.clockResolutionMicroseconds), value: claim.available,
                receivedAt: receivedAt)
            movements[claim.account] = movements[claim.account] ?? []
        }
        for (account, moved) in movements {
            // What an event moves and what it reports come at once.
            change(account, receivedAt) { series in
                if let id = claims.step?.transactionID { series.replace(of: id, with: moved) }
                if let report, account == claims.report?.account { series.insert(report) }
            }
        }
    }

    /// Adds a step to its transaction; what that now does to each account that the step names.
    private mutating func take(
        _ step: TransactionLife.Step
    ) -> [AccountName: [BalanceSeries.Movement]] {
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
        guard kind.statesMoney else { return [:] }
        var movements: [AccountName: [BalanceSeries.Movement]] = [:]
        for account in [step.claim.account, step.claim.counterparty].compactMap(\.self) {
            movements[account] = []
        }
        for (account, movement) in life.movements(kind, kind.clockResolutionMicroseconds) {
            movements[account, default: []].append(movement)
        }
        return movements
    }

    /// Changes an account's series, and what may be told of each of its reports.
    private mutating func change(
        _ account: AccountName, _ now: Timestamp, _ change: (inout BalanceSeries) -> Void
    ) {
        var series = balances[account] ?? BalanceSeries()
        let before = series.gaps
        change(&series)
        series.findGaps()
        balances[account] = series
        guard !before.isEmpty || !series.gaps.isEmpty else { return }
        var standings = gapStandings[account] ?? [:]
        let told = Set(series.gaps.flatMap(\.ends.keys))
        for name in standings.keys where !told.contains(name) { standings[name]?.close(now) }
        // What one reading makes sure is sure.
        for gap in series.gaps.sorted(by: { !$0.isSure && $1.isSure }) {
            for (name, end) in gap.ends {
                standings[name, default: GapStandings()].open(
                    end, deadline: end.receivedAt.after(seconds: thresholds.balanceGap),
                    isSure: gap.isSure, isAmountSure: series.areAmountsSure, now: now)
            }
        }
        gapStandings[account] = standings
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
