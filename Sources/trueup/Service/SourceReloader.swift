import Configuration
import Intake
import Postgres
import Runtime

/// Brings another configuration into force: credentials and sources at once, the rest at the next
/// start.
///
/// A wrong one changes nothing.
struct SourceReloader: Sendable {
    let store: ConfigurationStore
    let settings: ConnectionSettings
    let sources: SourceTable
    let projection: ReloadableProjection
    let logger: Logger

    func reload() {
        switch store.reload() {
        case .refused(let error):
            for problem in error.problems {
                logger.error("the old configuration stays", ["problem": .describing(problem)])
            }
        case .accepted(let snapshot, let needingRestart):
            do {
                try apply(snapshot)
                logger.info(
                    "configuration reloaded",
                    [
                        "sources": .integer(snapshot.configuration.sources.count),
                        "after_restart": .text(needingRestart.joined(separator: ", ")),
                    ])
            } catch {
                logger.error("the old sources stay", ["reason": .text("\(error)")])
            }
        }
    }

    private func apply(_ snapshot: ConfigurationSnapshot) throws {
        let registered = try RegisteredSources(
            snapshot, on: try Connection(settings.named("trueup reload")))
        sources.replace(with: registered.intake)
        try projection.replace(with: registered.projected)
    }
}
