import Configuration
import EventLog
import Events
import Intake
import Postgres
import Projection
import Providers
import Settings

/// The configured sources as intake and projection take them, registered in the database.
struct RegisteredSources {
    var intake: [IntakeSource] = []
    var projected: [ProjectedSource] = []

    /// Registers every source of the snapshot: all of them, or, when one is refused, none.
    ///
    /// With `masks` also what the views mask of its bodies, which an intake on its own neither
    /// needs nor may write.
    init(_ snapshot: ConfigurationSnapshot, masks: Bool, on connection: Connection) throws {
        self = try connection.transaction(throwingAny: .readCommitted) {
            try RegisteredSources(registering: snapshot, masks: masks, on: connection)
        }
    }

    private init(
        registering snapshot: ConfigurationSnapshot, masks: Bool, on connection: Connection
    ) throws {
        for source in snapshot.configuration.sources {
            let sourceID = try Self.register(source, on: connection)
            if masks { try Self.storeMaskedPaths(of: source, sourceID, on: connection) }
            guard let credentials = snapshot.credentials[source.name] else { continue }
            intake.append(
                IntakeSource(
                    sourceID: sourceID, name: source.name, settings: source.providerSettings,
                    authenticator: try Self.authenticator(source, credentials),
                    retryWindowSeconds: Int32(clamping: source.retryWindowSeconds)))
            projected.append(
                ProjectedSource(
                    sourceID: sourceID, name: source.name, settings: source.foldSettings))
        }
    }

    /// Refuses credentials that could never verify a delivery, before they count.
    @Sendable static func check(_ snapshot: ConfigurationSnapshot) -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        for (place, source) in snapshot.configuration.sources.enumerated() {
            guard let credentials = snapshot.credentials[source.name],
                let problem = problem(source, credentials)
            else { continue }
            problems.append(
                ConfigurationProblem(
                    .file(snapshot.configuration.file ?? "configuration"),
                    place: "sources[\(place)] (\(source.name))", problem))
        }
        return problems
    }

    private static func problem(
        _ source: SourceConfiguration, _ credentials: Credentials
    ) -> String? {
        do {
            _ = try authenticator(source, credentials)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private static func register(
        _ source: SourceConfiguration, on connection: Connection
    ) throws -> Int32 {
        do {
            return try connection.registerSource(
                name: source.name, provider: source.provider.name,
                environment: source.environment.rawValue)
        } catch {
            guard error.sqlState == .sourceChanged else { throw error }
            throw CommandFailure(.wrongConfiguration, error.message)
        }
    }

    private static func authenticator(
        _ source: SourceConfiguration, _ credentials: Credentials
    ) throws(CredentialError) -> Authenticator {
        try Authenticator(
            settings: source.providerSettings, credentials: credentials, cryptography: .libcrypto)
    }

    private static func storeMaskedPaths(
        of source: SourceConfiguration, _ sourceID: Int32, on connection: Connection
    ) throws(PostgresError) {
        let paths = source.maskedPaths.map { $0.steps.joined(separator: "\u{1F}") }
        _ = try connection.query(
            "DELETE FROM projection.masked_path WHERE source_id = $1", [.int32(sourceID)])
        _ = try connection.query(
            """
            INSERT INTO projection.masked_path (source_id, path)
            SELECT DISTINCT $1, string_to_array(p, E'\\x1F') FROM unnest($2::text[]) AS p
            """, [.int32(sourceID), .array(paths)])
    }
}
