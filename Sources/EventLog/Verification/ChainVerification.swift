/// What the verification of one source's log found.
package struct ChainVerification: Hashable, Sendable {
    package let source: LogSource
    /// The head as stored; nil when it is missing.
    package let head: LogHead?
    /// Events that were found intact, from the first on.
    package let intactEvents: Int64
    /// The first thing that does not hold; nil when all does.
    package let failure: ChainFailure?
}

/// The first place where a source's log does not hold.
package struct ChainFailure: Hashable, Sendable, CustomStringConvertible {
    package let source: String
    package let position: Int64
    /// What differs from what.
    package let finding: String

    package var description: String { "source \(source), position \(position): \(finding)" }
}
