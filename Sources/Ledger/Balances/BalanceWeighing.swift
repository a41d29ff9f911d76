/// What the reports that a change can bear upon leave unexplained.
package struct BalanceWeighing {
    /// What there is to say of a boundary, as the later of two or as such.
    package struct Disagreement {
        /// Two reports that do not agree, or one that cannot be judged.
        package enum Kind {
            case gap(BalanceDifference)
            /// With so many movements without an order to it.
            case undecidable(Int)
        }

        package var kind: Kind
        package var boundary: BalanceTimeline.Boundary
    }

    /// The earliest first.
    package let disagreements: [Disagreement]
    /// The event ids of all reports that were weighed: nothing else can have changed.
    package let weighedEvents: Set<String>

    /// Weighs as much of the account as the change can bear upon.
    ///
    /// Movements without a time that came after the last report could have a place in any gap
    /// within their reach. They are taken at their receipt first, which mostly explains everything,
    /// and only when it does not, everywhere; where that is too much to weigh, what they might
    /// explain is undecidable.
    package init(_ timeline: BalanceTimeline, changed: BalanceChange) {
        let window = BalanceWindow(timeline, changed: changed)
        guard let top = window.top else {
            (disagreements, weighedEvents) = ([], window.judgedEvents)
            return
        }
        let former = FormerChains(timeline, before: window.changedTick)
        func walk(_ trailingFloats: BalanceChain.TrailingFloats) -> BalanceWalk {
            var walk = BalanceWalk(timeline, window, former, trailingFloats)
            walk.run(from: top)
            return walk
        }
        var walked = walk(.atReceipt)
        if walked.chain.tookTrailingFloats, walked.hasFound {
            let wider = walk(.anywhere)
            let isDecided = wider.undecidable.isSubset(of: walked.undecidable)
            walked = isDecided ? wider : walk(.uncertain)
        }
        (disagreements, weighedEvents) = (walked.found, walked.window.judgedEvents)
    }
}
