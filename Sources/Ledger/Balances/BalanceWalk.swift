/// One walk over the boundaries of a window, and what it finds.
struct BalanceWalk {
    typealias Boundary = BalanceTimeline.Boundary

    typealias Disagreement = BalanceWeighing.Disagreement

    private let timeline: BalanceTimeline
    private(set) var window: BalanceWindow
    private(set) var chain: BalanceChain
    private var former: FormerChains
    private var disagreements: [Boundary: Disagreement.Kind] = [:]

    init(
        _ timeline: BalanceTimeline, _ window: BalanceWindow, _ former: FormerChains,
        _ trailingFloats: BalanceChain.TrailingFloats
    ) {
        self.timeline = timeline
        self.window = window
        self.former = former
        chain = BalanceChain(timeline, before: window.movementsEnd, trailingFloats)
    }

    /// The earliest first.
    var found: [Disagreement] {
        disagreements.map { Disagreement(kind: $0.value, boundary: $0.key) }
            .sorted { $0.boundary.tick < $1.boundary.tick }
    }

    var hasFound: Bool { !disagreements.isEmpty }

    /// Boundaries that could not be judged.
    var undecidable: Set<Boundary> {
        Set(
            disagreements.compactMap { boundary, kind in
                if case .undecidable = kind { boundary } else { nil }
            })
    }

    /// Walks back in time from the window's top to where nothing can have changed, or far enough.
    mutating func run(from top: Boundary) {
        var next: Boundary? = top
        var beyondChange = 0
        while let boundary = next {
            if case .undecidable(let count) = chain.step(to: boundary) {
                add(.undecidable(count), boundary)
            }
            if window.ends(at: boundary) { break }
            if boundary.tick < window.changedTick { beyondChange += 1 }
            if former.follow(chain, to: boundary) || beyondChange >= BalanceBounds.farthest {
                window.end(at: boundary)
                break
            }
            next = timeline.boundary(before: boundary.reports.lowerBound)
        }
        chain.settle()
        for gap in chain.gaps { tell(gap) }
    }

    private mutating func tell(_ gap: BalanceDifference) {
        for difference in gap.perLaterReport where !difference.isZero {
            guard let part = difference[difference.leadingMeasure],
                let later = timeline.boundary(of: part.later)
            else { continue }
            add(.gap(difference), later)
        }
    }

    /// Of two gaps that end at one boundary (in different measures) the nearer stands.
    private mutating func add(_ kind: Disagreement.Kind, _ boundary: Boundary) {
        guard window.isJudged(boundary), disagreements[boundary] == nil else { return }
        disagreements[boundary] = kind
    }
}
