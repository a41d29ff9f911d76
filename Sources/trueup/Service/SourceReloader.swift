import Configuration
import Intake
import Postgres
import Runtime
import Settings
import Synchronization

/// Brings another configuration into force: credentials and sources at once, the rest at the next
/// start.
///
/// A wrong one changes nothing. A right one that meets a database out of reach is tried again until
/// it is in force: a new secret must not wait for the next change of a file.
final class SourceReloader: Sendable {
    private let store: ConfigurationStore
    private let settings: ConnectionSettings
    private let masks: Bool
    private let sources: SourceTable
    private let projection: ReloadableProjection
    private let logger: Logger
    /// Set while the store's configuration is not in force here.
    ///
    /// Held during a reload, so that SIGHUP and a changed file come one after the other.
    private let unapplied = Mutex<Unapplied?>(nil)

    private let isRequested = Atomic<Bool>(false)

    private struct Unapplied {
        let needingRestart: [String]
        /// What is in force meanwhile.
        let previous: ConfigurationSnapshot
    }

    init(
        store: ConfigurationStore, settings: ConnectionSettings, masks: Bool,
        sources: SourceTable, projection: ReloadableProjection, logger: Logger
    ) {
        self.store = store
        self.settings = settings
        self.masks = masks
        self.sources = sources
        self.projection = projection
        self.logger = logger
    }

    /// Whether `reloadWhatIsDue` would do anything: asked each second.
    var isDue: Bool {
        isRequested.load(ordering: .acquiring) || store.filesHaveChanged()
            || unapplied.withLock { $0 != nil }
    }

    /// Has the configuration read anew by whoever asks `isDue` next.
    func request() { isRequested.store(true, ordering: .releasing) }

    /// Reads a changed configuration, or puts in force what could not be when it was read.
    func reloadWhatIsDue() {
        let isRequested = isRequested.exchange(false, ordering: .acquiringAndReleasing)
        if isRequested || store.filesHaveChanged() { return reload() }
        unapplied.withLock { unapplied in
            guard let waiting = unapplied else { return }
            do {
                try apply(store.current)
                reportSuccess(waiting)
                unapplied = nil
            } catch let error as PostgresError where error.isConnectionLost {
                return
            } catch {
                refuse(waiting, because: error)
                unapplied = nil
            }
        }
    }

    /// Reads the configuration anew.
    private func reload() {
        unapplied.withLock { unapplied in
            let previous = unapplied?.previous ?? store.current
            switch store.reload() {
            case .refused(let error):
                for problem in error.problems {
                    logger.error(
                        "the old configuration stays", ["problem": .describing(problem)])
                }
            case .accepted(let snapshot, let needingRestart):
                let next = Unapplied(
                    needingRestart: needingRestart, previous: previous)
                do {
                    try apply(snapshot)
                    reportSuccess(next)
                    unapplied = nil
                } catch let error as PostgresError where error.isConnectionLost {
                    logger.error("the old sources stay for now", ["reason": .text("\(error)")])
                    unapplied = next
                } catch {
                    refuse(next, because: error)
                    unapplied = nil
                }
            }
        }
    }

    /// Trying again would not help: a source changed its provider, for one.
    private func refuse(_ next: Unapplied, because error: any Error) {
        store.putBack(next.previous)
        logger.error("the old sources stay", ["reason": .text("\(error)")])
    }

    private func apply(_ snapshot: ConfigurationSnapshot) throws {
        let connection = try Connection(settings.named("trueup reload").forWriting)
        connection.answerTimeLimit = .seconds(10)
        let registered = try RegisteredSources(snapshot, masks: masks, on: connection)
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
