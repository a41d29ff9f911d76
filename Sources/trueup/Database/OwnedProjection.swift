import Configuration
import EventLog
import Foundation
import Postgres
import Projection

/// A projector for the time of one command.
struct OwnedProjection {
    let projector: Projector
    private let store: GenerationStore

    /// Takes over the active generation of a source, also from a running service, whose next commit
    /// then fails and which comes back once this command has let go; nil before the first fold.
    static func takeOver(
        _ source: LogSource, on connection: Connection
    ) throws -> OwnedProjection? {
        let store = GenerationStore(connection: connection)
        let owner = "command/\(ProcessInfo.processInfo.processIdentifier)"
        guard let active = try store.active(source: source.sourceID),
            let owned = try store.acquire(active, owner: owner, seconds: 60, isForced: true)
        else { return nil }
        return OwnedProjection(
            projector: try projector(owned, of: source, on: connection), store: store)
    }

    /// A projector that must not commit; nil before the first fold.
    static func preview(_ source: LogSource, on connection: Connection) throws -> Projector? {
        guard
            let active = try GenerationStore(connection: connection)
                .active(source: source.sourceID)
        else { return nil }
        return try projector(active, of: source, on: connection)
    }

    func release() throws {
        try store.release(projector.generation)
    }

    private static func projector(
        _ generation: Generation, of source: LogSource, on connection: Connection
    ) throws -> Projector {
        let settings = try FoldSettings(stored: generation.settings, sourceName: source.name)
        return try Projector(
            generation,
            of: ProjectedSource(
                sourceID: source.sourceID, name: source.name, settings: settings),
            connection: connection)
    }
}
