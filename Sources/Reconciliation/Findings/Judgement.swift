package import Events

/// What a rule says of one subject at one time: the findings that hold now, and when time alone can
/// change the answer.
package struct Judgement: Hashable, Sendable {
    /// Which findings of the scope were judged: those among them that are not in `findings` no
    /// longer hold.
    package enum Extent: Hashable, Sendable {
        case everything
        /// Those with these discriminators; the others stay as they are.
        case only(Set<String>)

        package func contains(_ discriminator: String) -> Bool {
            switch self {
            case .everything: true
            case .only(let discriminators): discriminators.contains(discriminator)
            }
        }
    }

    package var scope: FindingScope
    package var extent: Extent
    package var findings: [Finding]
    /// By discriminator: when to judge again although nothing new arrived.
    package var reviews: [String: Timestamp]

    package init(
        scope: FindingScope, extent: Extent = .everything, findings: [Finding] = [],
        reviews: [String: Timestamp] = [:]
    ) {
        self.scope = scope
        self.extent = extent
        self.findings = findings
        self.reviews = reviews
    }
}
