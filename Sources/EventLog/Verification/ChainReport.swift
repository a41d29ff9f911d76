/// What a verification of the log found.
package struct ChainReport: Hashable, Sendable {
    package var sources: [SourceReport] = []

    package var isIntact: Bool { sources.allSatisfy { $0.failure == nil } }

    package var failures: [ChainFailure] { sources.compactMap(\.failure) }

    package struct SourceReport: Hashable, Sendable {
        package var sourceID: Int32
        package var name: String
        /// Events that were found intact, from the first on.
        package var intactEvents: Int64
        package var headPosition: Int64
        package var headChain: [UInt8]
        /// The first thing that does not hold; nil when all does.
        package var failure: ChainFailure?
    }
}

/// The first place where a source's log does not hold.
package struct ChainFailure: Hashable, Sendable, CustomStringConvertible {
    package let source: String
    package let position: Int64
    /// What differs from what.
    package let finding: String

    package var description: String { "source \(source), position \(position): \(finding)" }
}
