/// Every bound on weighing an account's reports against its movements: how much of what, and what
/// happens beyond.
///
/// All but `farthest` are functions of the account's reports and movements alone: whatever came
/// first, the same is found. A *boundary* is the reports of one tick of the provider's clock.
package enum BalanceBounds {
    // MARK: At one boundary

    /// Movements without an order to a boundary's reports.
    ///
    /// Beyond: the boundary is undecidable (info), and movements without a time are taken at their
    /// receipt there. The opening and the drift then take movements of other events after the
    /// report.
    package static let ambiguousMovements = 20
    /// Ways to place movements, over all reports of a boundary and all that the later boundaries
    /// leave open.
    ///
    /// Beyond: undecidable likewise.
    package static let combinations = 1 << 12
    /// States that are carried on from a gap.
    ///
    /// Beyond: only those in which movements without a time are taken at their receipt; where these
    /// are too many as well, the boundary is not compared with what lies before it.
    package static let statesAfterGap = 256
    /// The same where movements without a time have no place yet.
    ///
    /// Where nothing agrees, all would stay possible, and twice as many with each of them.
    package static let floatingStatesAfterGap = 16

    // MARK: Across boundaries

    /// Boundaries across which a measure is compared when those between do not state it.
    ///
    /// Beyond: the two reports are not compared.
    package static let measureReach = 64
    /// Boundaries before its receipt that a movement without a time may lie.
    ///
    /// Beyond: it lies before all of them.
    package static let floatReach = 32
    /// Boundaries that one change may put between two others: for what either reach may have been
    /// before it, so much farther is looked.
    ///
    /// Beyond (more than 16 reports at once): what was said of the reports before them stands.
    package static let changeMargin = 16
    package static let widestMeasureReach = measureReach + changeMargin
    package static let widestFloatReach = floatReach + changeMargin

    // MARK: What a change costs

    /// Boundaries before a change that are judged again.
    ///
    /// Beyond: what was said of them stands.
    package static let farthest = 256
    /// States that a boundary below a change can have had, of which every set is followed to see
    /// from where on nothing changed.
    ///
    /// Beyond: the walk goes on as if everything might have.
    package static let formerStates = 5
    /// Ways of one report that are gone through to tell these states.
    ///
    /// Beyond: likewise.
    package static let formerWays = 64

    // MARK: The opening

    /// Reports that are asked for the opening, with the rest of the last one's tick.
    ///
    /// Fewer than `floatReach`, so that no movement falls out of reach on the way. Beyond: of the
    /// answers that are left, the one that the first report gives by itself, or the nearest to it;
    /// a movement without a time that was received later lies after the first report.
    package static let openingReports = 16
}
