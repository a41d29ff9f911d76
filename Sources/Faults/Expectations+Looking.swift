package import Events
import Programs

// What is to be found when one looks, and what became of each fault.

extension Expectations {
    /// The findings that the service must have at this time, those that were cured among them; in
    /// the order of rules and subjects.
    ///
    /// Other findings of these rules are false.
    package func findings(at now: Timestamp) -> [ExpectedFinding] {
        var findings = noted
        func stand(_ finding: ExpectedFinding) { findings[finding.place] = finding }
        for (id, life) in transactions {
            let subject = ProgramSubject(.transaction, id)
            for (step, isCured) in life.lifecycleGaps {
                stand(
                    ExpectedFinding(
                        .lifecycleGap, subject, .exactly(step), .warning,
                        isCured ? .resolved : .open))
            }
            if isUnresolved(life, now) {
                stand(
                    ExpectedFinding(
                        .transactionUnresolved, subject, .exactly(""),
                        resolvesTransactions ? .warning : .info))
            }
            if isStale(life, now) {
                stand(ExpectedFinding(.authorizationStale, subject, .exactly(""), .warning))
            }
        }
        for (id, card) in cards {
            for (step, isCured) in card.lifecycleGaps {
                stand(
                    ExpectedFinding(
                        .lifecycleGap, ProgramSubject(.card, id), .exactly(step), .warning,
                        isCured ? .resolved : .open))
            }
        }
        for (account, series) in balances {
            for finding in gapFindings(account, series, now) { stand(finding) }
        }
        return findings.values.sorted { $0.sortText < $1.sortText }
    }

    /// Of each report what may be said of it, and of each gap without a sure end that one of its
    /// ends is told.
    private func gapFindings(
        _ account: AccountName, _ series: BalanceSeries, _ now: Timestamp
    ) -> [ExpectedFinding] {
        let subject = ProgramSubject(.account, account.id)
        let known = gapStandings[account] ?? [:]
        var findings: [ExpectedFinding] = []
        for (name, gap) in known {
            let standings = gap.standings(now)
            guard let end = gap.end, let standing = standings.max() else { continue }
            var finding = ExpectedFinding(
                .balanceGap, subject, .exactly(name), standing.severity, standing.status)
            finding.otherStandings = standings.subtracting([standing])
            finding.isRequired = gap.isRequired
            finding.amount = end.amounts.min { ($0.magnitude, $0) < ($1.magnitude, $1) }
            finding.amounts = gap.amounts
            finding.span = span(end.ticks)
            findings.append(finding)
        }
        for gap in series.gaps where gap.isRequired && !gap.isSure {
            let standings = Set(gap.ends.keys.flatMap { known[$0]?.standings(now) ?? [] })
                .filter { $0.status == .open }
            guard let standing = standings.max(), let end = gap.ends.values.first else { continue }
            var finding = ExpectedFinding(
                .balanceGap, subject, .oneOf(Set(gap.ends.keys)), standing.severity)
            finding.otherStandings = standings.subtracting([standing])
            let ticks = gap.ends.values.map(\.ticks)
            let first = ticks.map(\.lowerBound).min() ?? end.ticks.lowerBound
            finding.span = span(first...(ticks.map(\.upperBound).max() ?? end.ticks.upperBound))
            findings.append(finding)
        }
        return findings
    }

    private func span(_ ticks: ClosedRange<Int64>) -> ClosedRange<Timestamp> {
        let resolution = kind.clockResolutionMicroseconds
        return Timestamp(
            microseconds: ticks.lowerBound * resolution)...Timestamp(
                microseconds: (ticks.upperBound + 1) * resolution)
    }

    private func isUnresolved(_ life: TransactionLife, _ now: Timestamp) -> Bool {
        guard life.steps.isEmpty, let first = life.firstReference else { return false }
        return now >= first.after(seconds: thresholds.transactionUnresolved)
    }

    /// A partial clearing gives merchants of some providers more than seven days.
    private func isStale(_ life: TransactionLife, _ now: Timestamp) -> Bool {
        guard kind.statesMoney, let authorizedAt = life.authorizedAt, life.held(kind) > 0 else {
            return false
        }
        let isPartial = life.steps.contains { $0.claim.kind == .cleared }
        let days = isPartial ? kind.partialClearingDays : 7
        let seconds = thresholds.authorizationStale * days / 7
        return now >= authorizedAt.after(seconds: seconds)
    }

    /// What each fault came to, in the order of the records.
    package func outcomes(
        of records: [FaultRecord], given findings: [ExpectedFinding]
    ) -> [FaultOutcome] {
        var bySubject: [ProgramSubject: [ExpectedFinding]] = [:]
        for finding in findings { bySubject[finding.subject, default: []].append(finding) }
        return records.map { outcome(of: $0, bySubject) }
    }

    private func outcome(
        of record: FaultRecord, _ findings: [ProgramSubject: [ExpectedFinding]]
    ) -> FaultOutcome {
        switch record.kind {
        case .corruptByte, .forge: return .refused
        case .replay: return kind.proof == .bodyAndTime ? .refused : .harmless
        case .duplicate: return .harmless
        case .receiverOutage: return outcome(ofOutage: record, findings)
        default: break
        }
        var subjects = record.eventIDs.map { ProgramSubject(.event, $0) }
        if let id = record.transactionID { subjects.append(ProgramSubject(.transaction, id)) }
        if let type = record.type { subjects.append(ProgramSubject(.type, type)) }
        if record.kind == .undecodable { subjects.append(ProgramSubject(.source, sourceName)) }
        subjects += record.accounts.map { ProgramSubject(.account, $0.id) }
        let keys = subjects.flatMap { findings[$0] ?? [] }.filter { finding in
            finding.span.map { $0.contains(record.happensAt) } ?? true
        }
        let known = keys.filter { rules.contains($0.rule.rawValue) }.map(\.key)
        if !known.isEmpty { return .found(known) }
        return keys.isEmpty ? .masked(reason(record)) : .foundByLaterRules(keys.map(\.key))
    }

    /// Why nothing that was delivered shows the fault.
    private func reason(_ record: FaultRecord) -> String {
        switch record.kind {
        case .reorder: return "no later event of its stream was delivered before it"
        case .delay: return "it has not been delivered yet"
        case .wrongBalance: return "no other report of its account contradicts it"
        case .drop where !kind.statesMoney:
            return "nothing that was delivered refers to its transaction, or not for long enough"
        default: break
        }
        let reports = record.accounts.compactMap { balances[$0] }.flatMap(\.reports)
        let tick = record.happensAt.tick(kind.clockResolutionMicroseconds)
        if !reports.contains(where: { $0.tick > tick }) {
            return "no report of its account came after it, and no step that needs it"
        }
        if !reports.contains(where: { $0.tick < tick }) {
            return "it lies before the first report of its account: the opening takes it up"
        }
        return "other losses on its account, or times without an order, make up for it"
    }
}

extension ExpectedFinding {
    /// What can stand only once, whatever its severity and status.
    struct Place: Hashable {
        var rule: ExpectedRule
        var subject: ProgramSubject
        var discriminator: Discriminator
    }

    var place: Place { Place(rule: rule, subject: subject, discriminator: discriminator) }

    var sortText: String {
        let text: String =
            switch discriminator {
            case .exactly(let text): text
            case .oneOf(let texts): texts.min() ?? ""
            case .any: ""
            }
        return "\(rule.rawValue) \(subject.kind.rawValue) \(subject.id) \(text)"
    }
}
