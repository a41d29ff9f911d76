import Money

/// The openings that an account's first reports allow, and the choice among them.
struct OpeningAnswers {
    typealias Boundary = BalanceTimeline.Boundary

    private let timeline: BalanceTimeline
    /// The first report's.
    private let start: Boundary
    private let first: ReportRecord
    private let measure: Measure

    init(_ timeline: BalanceTimeline, _ start: Boundary, _ first: ReportRecord) {
        self.timeline = timeline
        self.start = start
        self.first = first
        measure = first.leadingMeasure
    }

    /// What the reports up to a boundary leave: the balances that may have stood on the account
    /// after the movements of its tick; and whether nothing later need be asked.
    func left(by boundary: Boundary) -> (balances: Set<Amount>, isDecided: Bool) {
        let end = timeline.firstMovement(after: boundary)
        let walked = walk(from: boundary, before: end, .anywhere)
        let balances = balances(walked.chain)
        return (balances, !walked.holds || balances.count <= 1)
    }

    /// The same where movements without a time are among those before a place: those that came
    /// after the boundary are taken at their receipt, unless only another place explains all.
    func left(by boundary: Boundary, before place: Int) -> Set<Amount> {
        var walked = walk(from: boundary, before: place, .atReceipt)
        if walked.chain.tookTrailingFloats, !walked.holds {
            walked = walk(from: boundary, before: place, .anywhere)
        }
        return balances(walked.chain)
    }

    private func walk(
        from boundary: Boundary, before place: Int, _ trailing: BalanceChain.TrailingFloats
    ) -> (chain: BalanceChain, holds: Bool) {
        var chain = BalanceChain(timeline, before: place, trailing)
        var holds = true
        var next: Boundary? = boundary
        while let boundary = next {
            if case .explained = chain.step(to: boundary) {} else { holds = false }
            next = timeline.boundary(before: boundary.reports.lowerBound)
        }
        return (chain, holds)
    }

    private func balances(_ chain: BalanceChain) -> Set<Amount> {
        Set(chain.statesOfLeastGaps.compactMap { $0[measure]?.opening })
    }

    /// The opening that one of these balances, after the movements before a place, comes from.
    func choose(
        _ balances: Set<Amount>, before end: Int, _ account: Account
    ) throws(MoneyError) -> Amount {
        // All that is booked less what came after: the shorter way.
        var booked = try account.booked(measure).subtracting(account.opening ?? .zero)
        booked = try booked.subtracting(sum(timeline.movements[end...]))
        var answers: [Amount] = []
        for balance in balances { answers.append(try balance.subtracting(booked)) }
        if answers.count == 1 { return answers[0] }
        let between = timeline.firstMovement(atOrAfter: start.tick)..<end
        let before = try booked.subtracting(sum(timeline.movements[between]))
        let usual = try value(first).subtracting(before).subtracting(
            sum(timeline.movementsOfTick(start).filter { $0.cause.eventID == first.key.eventID }))
        guard !answers.isEmpty else { return usual }
        return try allowedByMost(answers, bookedBefore: before).nearest(to: usual)
    }

    /// Reports of one tick are alternatives, but mostly all of them are true.
    private func allowedByMost(
        _ answers: [Amount], bookedBefore: Amount
    ) throws(MoneyError) -> [Amount] {
        guard answers.count > 1, timeline.onlyAlternative(start) == nil else { return answers }
        var votes: [Amount: Int] = [:]
        for report in start.reports where timeline.reports[report].value(measure) != nil {
            let open = try value(timeline.reports[report]).subtracting(bookedBefore)
            for sum in try timeline.sumsBefore(report, of: start, measure) {
                votes[try open.subtracting(sum), default: 0] += 1
            }
        }
        let most = answers.map { votes[$0] ?? 0 }.max()
        return answers.filter { votes[$0] ?? 0 == most }
    }

    private func value(_ report: ReportRecord) -> Amount { report.value(measure) ?? .zero }

    private func sum(_ movements: some Sequence<Movement>) throws(MoneyError) -> Amount {
        var sum = Amount.zero
        for movement in movements { sum = try sum.adding(movement.effect(measure)) }
        return sum
    }
}

extension [Amount] {
    /// The element closest to an amount, of two the lesser; zero of none.
    fileprivate func nearest(to amount: Amount) throws(MoneyError) -> Amount {
        var nearest: (element: Amount, distance: Amount)?
        for element in self {
            let distance = try element.subtracting(amount)
            if let known = nearest, try !distance.isCloserToZero(than: known.distance) { continue }
            nearest = (element, distance)
        }
        return nearest?.element ?? .zero
    }
}

extension Amount {
    /// Smaller in size; of two that are equal in size, the negative one.
    func isCloserToZero(than other: Amount) throws(MoneyError) -> Bool {
        let (size, otherSize) = (try magnitude, try other.magnitude)
        return size == otherSize ? self < other : size < otherSize
    }
}
