package import Events

/// The version of everything that decides what a fold gives: decoders, ledger, rules, tables.
///
/// Raise it whenever the same log and settings could give other rows.
package let foldVersion = "2"

/// One generation of one source's projection: how far it is folded, and with which settings.
package struct Generation: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case building, active, retired
    }

    package var sourceID: Int32
    package var number: Int32
    package var name: String
    package var state: State
    /// Position up to which the log is folded and judged.
    package var checkpoint: Int64
    /// Every deadline up to this time has been judged.
    package var judgedUntil: Timestamp?
    /// How many transitions of findings are stored: the number of the last one.
    package var transitions: Int64
    /// The canonical JSON of the fold settings that it is folded with, whatever the configuration
    /// has become since.
    package var settings: String
    package var settingsDigest: [UInt8]
    package var build: String
    /// The lease's epoch; a commit under an older one fails.
    package var epoch: Int64
}

/// What can go wrong with a projection apart from the database.
package enum ProjectionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process owns the generation, or took it over.
    case leaseLost(source: String, generation: String)
    /// Another process is building the generation.
    case busy(source: String, generation: String)
    /// A re-projection was told to stop; the next one continues it.
    case interrupted(source: String, generation: String, checkpoint: Int64)
    case unknownGeneration(String)
    case generationInUse(String)
    /// Stored rows are not what the fold wrote.
    case inconsistent(String)
    case settingsUnreadable(String)

    package var description: String {
        switch self {
        case .leaseLost(let source, let generation):
            "another process took over generation \(generation) of source \(source)"
        case .busy(let source, let generation):
            "another process builds generation \(generation) of source \(source): wait for it, or"
                + " stop it and try again"
        case .interrupted(let source, let generation, let checkpoint):
            "generation \(generation) of source \(source) is built up to position \(checkpoint);"
                + " run `trueup reproject` again to continue"
        case .unknownGeneration(let name):
            "no generation is named \(name); `trueup status` lists them"
        case .generationInUse(let name):
            "generation \(name) is active or being built and cannot be dropped"
        case .inconsistent(let what):
            "the stored projection is inconsistent: \(what);"
                + " build a new one with `trueup reproject`"
        case .settingsUnreadable(let reason):
            "the settings stored with the generation cannot be read: \(reason);"
                + " build a new one with `trueup reproject`"
        }
    }
}
