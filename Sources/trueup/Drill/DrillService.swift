import Configuration
import Delivery
import EventLog
import HTTPServer
import Providers
import Runtime

/// A service of the drill's own on a throw-away database; started anew for each batch of sources.
final class DrillService: DrillSite {
    let database: DatabaseAccess
    private let directory: DemoDirectory
    private let configuration: DrillConfiguration
    private var service: TrueupService?

    /// Starts the database.
    init(_ configuration: DrillConfiguration, in directory: DemoDirectory) throws {
        self.configuration = configuration
        self.directory = directory
        Terminal.report("Starting a private PostgreSQL in \(directory.dataDirectory) …")
        database = try DatabaseAccess.embedded(directory: directory.dataDirectory)
    }

    var isShared: Bool { false }

    func begin(_ sources: [DrillSource]) throws -> TargetURL {
        try configuration.write(sources, into: directory)
        let file = ConfigurationSource(
            configFlag: directory.configurationFile,
            flags: [.listen: "127.0.0.1:0", .adminListen: "127.0.0.1:0", .log: "error"],
            environment: [:])
        let service = try TrueupService(
            configuration: try ConfigurationStore(loading: file, check: RegisteredSources.check),
            database: database, owner: "drill", logger: Logger(level: .error),
            appenderOptions: AppenderOptions())
        self.service = service
        for part in service.services { try part.start() }
        return TargetURL(host: "127.0.0.1", port: service.intake?.address?.port ?? 0, path: "/")
    }

    func finish(_ sources: [DrillSource]) {
        for part in (service?.services ?? []).reversed() { part.stop() }
        service = nil
    }

    func close() {
        finish([])
        database.close()
    }
}
