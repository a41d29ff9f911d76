import Configuration
import Intake
import Postgres
import Runtime
import Synchronization

/// Brings another configuration into force: credentials and sources at once, the rest at the next
/// start.
///
/// A wrong one changes nothing. A right one that meets a database out of reach is tried again until
/// it is in force: a new secret must not wait for the next change of a file.
final class SourceReloader: Sendable {
    private let store: ConfigurationStore
    private let settings: ConnectionSettings
    private let sources: SourceTable
    private let projection: ReloadableProjection
    private let logger: Logger
    /// Set while the store's configuration is not in force here.
    ///
    /// Held during a reload, so that SIGHUP and a changed file come one after the other.
    private let unapplied = Mutex<Unapplied?>(nil)

    private struct Unapplied {
        let needingRestart: [String]
    }

    init(
        store: ConfigurationStore, settings: ConnectionSettings, sources: SourceTable,
        projection: ReloadableProjection, logger: Logger
    ) {
        self.store = store
        self.settings = settings
        self.sources = sources
        self.projection = projection
        self.logger = logger
    }

    /// Whether `reloadWhatIsDue` would do anything: asked each second.
    var isDue: Bool { store.filesHaveChanged() || unapplied.withLock { $0 != nil } }

    /// Reads a changed configuration, or puts in force what could not be when it was read.
    func reloadWhatIsDue() {
        if store.filesHaveChanged() { return reload() }
        unapplied.withLock { unapplied in
            guard let waiting = unapplied, (try? apply(store.current)) != nil else { return }
            reportSuccess(waiting)
            unapplied = nil
        }
    }

    /// Reads the configuration anew.
    func reload() {
        unapplied.withLock { unapplied in
            switch store.reload() {
            case .refused(let error):
                for problem in error.problems {
                    logger.error(
                        "the old configuration stays", ["problem": .describing(problem)])
                }
            case .accepted(let snapshot, let needingRestart):
                let next = Unapplied(needingRestart: needingRestart)
                do {
                    try apply(snapshot)
                    reportSuccess(next)
                    unapplied = nil
                } catch {
                    logger.error("the old sources stay for now", ["reason": .text("\(error)")])
                    unapplied = next
                }
            }
        }
    }

    private func apply(_ snapshot: ConfigurationSnapshot) throws {
        let registered = try RegisteredSources(
            snapshot, on: try Connection(settings.named("trueup reload")))
        sources.replace(with: registered.intake)
        try projection.replace(with: registered.projected)
    }

    private func reportSuccess(_ applied: Unapplied) {
        logger.info(
            "configuration reloaded",
            [
                "sources": .integer(store.current.configuration.sources.count),
                "after_restart": .text(applied.needingRestart.joined(separator: ", ")),
            ])
    }
}
