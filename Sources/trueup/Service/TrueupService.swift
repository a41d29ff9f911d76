import Configuration
import Console
import EventLog
import HTTPServer
import Intake
import Postgres
import Projection
import Runtime

/// The parts of the service that one process can run apart from the others.
enum ServiceRole: String, CaseIterable {
    case intake, projector, reconciler, admin
}

/// The running service: what `trueup serve` and `trueup demo` start and stop.
struct TrueupService {
    /// Listeners, workers and watchers, in the order in which they start.
    let services: [any Service]
    let intake: HTTPServer?
    let admin: HTTPServer?
    private let reloading: @Sendable () -> Void

    /// Registers the sources and puts everything together; starts nothing.
    init(
        configuration store: ConfigurationStore, database: DatabaseAccess,
        roles: Set<ServiceRole> = Set(ServiceRole.allCases), owner: String, logger: Logger,
        appenderOptions: AppenderOptions
    ) throws {
        let snapshot = store.current
        let connection = try database.connect(as: .service, named: "sources")
        let registered = try RegisteredSources(snapshot, on: connection)
        connection.close()

        let metrics = MetricsRegistry()
        let settings = database.settings(as: .service)
        let projection = ReloadableProjection(sources: registered.projected) { sources in
            try ProjectionService(
                settings: settings, sources: sources, owner: owner, workerCount: 2,
                logger: logger, metrics: metrics)
        }
        let sources = SourceTable(registered.intake)
        let rejections = RejectionLog()
        let appender = Appender(
            settings.named("trueup appender").forWriting, rejections: rejections,
            options: appenderOptions, logger: logger
        ) { sourceID, _ in projection.wake(sourceID: sourceID) }
        AppenderMetrics.register(appender, in: metrics)

        let reload: @Sendable () -> Void = {
            Self.reload(store, settings, sources, projection, logger)
        }
        reloading = reload
        let watch = try ConfigurationWatch(
            hasChanged: { store.filesHaveChanged() }, reload: reload)
        var services: [any Service] = [watch]
        if !roles.isDisjoint(with: [.projector, .reconciler]), !registered.projected.isEmpty {
            services.append(projection)
        }
        let limits = HTTPLimits(snapshot.configuration.limits)
        var intake: HTTPServer?
        if roles.contains(.intake) {
            let route = WebhookRoute(
                sources: sources, appender: appender, rejections: rejections, metrics: metrics)
            let server = HTTPServer(
                name: "intake", listen: snapshot.configuration.listen,
                router: RouteTable(route.routes), limits: limits,
                tls: snapshot.configuration.tls.map {
                    TLSFiles(certificatePath: $0.certificate, keyPath: $0.key)
                }, metrics: metrics, logger: logger)
            services += [appender, server]
            intake = server
        }
        var admin: HTTPServer?
        if roles.contains(.admin) {
            let readiness = Readiness()
            let isIntake = roles.contains(.intake)
            services.append(
                try ReadinessMonitor(settings: settings, readiness: readiness) {
                    (connection) throws(PostgresError) in
                    try ServiceChecks.run(on: connection, appender: isIntake ? appender : nil)
                })
            let server = HTTPServer(
                name: "admin", listen: snapshot.configuration.adminListen,
                router: AdminRoutes(
                    readiness: readiness, metrics: metrics,
                    hosts: AdminHosts.all(snapshot.configuration)),
                metrics: metrics, logger: logger)
            services.append(server)
            admin = server
        }
        self.services = services
        self.intake = intake
        self.admin = admin
    }

    /// Reads the configuration anew, at SIGHUP and when a file changes.
    func reload() { reloading() }

    private static func reload(
        _ store: ConfigurationStore, _ settings: ConnectionSettings, _ sources: SourceTable,
        _ projection: ReloadableProjection, _ logger: Logger
    ) {
        switch store.reload() {
        case .refused(let error):
            for problem in error.problems {
                logger.error("the old configuration stays", ["problem": .describing(problem)])
            }
        case .accepted(let snapshot, let needingRestart):
            do {
                let connection = try Connection(settings.named("trueup reload"))
                let registered = try RegisteredSources(snapshot, on: connection)
                sources.replace(with: registered.intake)
                try projection.replace(with: registered.projected)
                logger.info(
                    "configuration reloaded",
                    [
                        "sources": .integer(registered.intake.count),
                        "after_restart": .text(needingRestart.joined(separator: ", ")),
                    ])
            } catch {
                logger.error("the old sources stay", ["reason": .text("\(error)")])
            }
        }
    }
}
