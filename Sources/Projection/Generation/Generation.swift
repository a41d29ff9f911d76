package import Events

/// The version of everything that decides what a fold gives: decoders, ledger, rules, tables.
///
/// Raise it whenever the same log and settings could give other rows.
package let foldVersion = "4"

/// One generation of one source's projection: how far it is folded, and with which settings.
package struct Generation: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case building, active
        /// Was active before another took its place.
        case retired
        /// The books as they were known at an earlier time: folds no more.
        case kept
    }

    package var sourceID: Int32
    package var number: Int32
    package var name: String
    package var state: State
    /// Position up to which the log is folded and judged.
    package var checkpoint: Int64
    /// Every deadline up to this time has been judged.
    package var judgedUntil: Timestamp?
    /// Where it ends; nil: it follows the log.
    package var end: GenerationEnd?
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

/// Where a generation ends that shows the books as they were known at an earlier time.
package struct GenerationEnd: Hashable, Sendable {
    /// The last position that it folds.
    package var position: Int64
    /// Deadlines up to this time are judged at the end; nil: those before the position alone.
    package var time: Timestamp?

    package init(position: Int64, time: Timestamp?) {
        self.position = position
        self.time = time
    }
}

/// What can go wrong with a projection apart from the database.
package enum ProjectionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process owns the generation, or took it over.
    case leaseLost(source: String, generation: String)
    /// Another process is building the generation.
    case busy(source: String, generation: String)
    /// A re-projection was told to stop; the next one continues it.
    case interrupted(source: String, generation: String, checkpoint: Int64)
    /// Somebody else's lock on the books lasts.
    case locked(source: String, generation: String)
    case unknownGeneration(String)
    case generationInUse(String)
    /// A name that another generation of the source bears.
    case nameTaken(String, source: String)
    /// There is no active generation to compare with.
    case noBooks(source: String)
    /// The log does not reach back, or not yet, to where the books are asked for.
    case noSuchEnd(source: String, reason: String)
    /// A generation cannot be dropped while somebody reads its tables.
    case generationRead(String)
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
            "stopped: generation \(generation) of source \(source) is built up to position"
                + " \(checkpoint); the same command continues it,"
                + " `trueup generations drop \(generation)` gives it up"
        case .locked(let source, let generation):
            "another session holds a lock on the books of source \(source) (see pg_stat_activity"
                + " and pg_locks): end it, then the same command goes on with generation"
                + " \(generation)"
        case .unknownGeneration(let name):
            "no generation is named \(name); `trueup generations` lists them"
        case .generationInUse(let name):
            "generation \(name) is active or being built and cannot be dropped"
        case .nameTaken(let name, let source):
            "source \(source) has a generation \(name) already: take another name, or drop it with"
                + " `trueup generations drop \(name) --source \(source)`"
        case .noBooks(let source):
            "source \(source) has no active books to compare with: `trueup serve`, or"
                + " `trueup reproject` without --dry-run, folds them"
        case .noSuchEnd(let source, let reason):
            "the books of source \(source) cannot be built up to there: \(reason)"
        case .generationRead(let name):
            "generation \(name) is being read and was not dropped: try again when the readers are"
                + " done"
        case .inconsistent(let what):
            "the stored projection is inconsistent: \(what);"
                + " build a new one with `trueup reproject`"
        case .settingsUnreadable(let reason):
            "the settings stored with the generation cannot be read: \(reason);"
                + " build a new one with `trueup reproject`"
        }
    }
}
