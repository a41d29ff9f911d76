import Configuration
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
    /// Watchers, workers and listeners, in the order in which they start.
    let services: [any Service]
    /// The listener for webhooks; nil without the role `intake`.
    let intake: HTTPServer?
    private let reloader: SourceReloader
    private let watch: ConfigurationWatch

    /// Registers the sources and puts everything together; starts nothing.
    init(
        configuration store: ConfigurationStore, database: DatabaseAccess,
        roles: Set<ServiceRole> = Set(ServiceRole.allCases), owner: String, logger: Logger,
        appenderOptions: AppenderOptions
    ) throws {
        let configuration = store.current.configuration
        let settings = database.settings(as: .service)
        let masks = roles != [.intake]
        let registered = try RegisteredSources(
            store.current, masks: masks,
            on: try Connection(settings.named("trueup sources").forWriting))
        let metrics = MetricsRegistry()
        let projection = ReloadableProjection(sources: registered.projected) { sources in
            try ProjectionService(
                settings: settings, sources: sources, owner: owner, workerCount: 4,
                logger: logger, metrics: metrics)
        }
        let sources = SourceTable(registered.intake)
        let reloader = SourceReloader(
            store: store, settings: settings, masks: masks, sources: sources,
            projection: projection, logger: logger)
        let rejections = RejectionLog()
        let appender = Appender(
            settings.named("trueup appender").forWriting, rejections: rejections,
            options: appenderOptions, logger: logger
        ) { sourceID, _ in projection.wake(sourceID: sourceID) }
        AppenderMetrics.register(appender, in: metrics)

        watch = try ConfigurationWatch(
            hasChanged: { reloader.isDue }, reload: { reloader.reloadWhatIsDue() })
        var services: [any Service] = [watch]
        if !roles.isDisjoint(with: [.projector, .reconciler]) { services.append(projection) }
        let route = WebhookRoute(
            sources: sources, appender: appender, rejections: rejections, metrics: metrics,
            clientAddress: ClientAddress(behind: configuration.proxies))
        intake =
            roles.contains(.intake)
            ? Listeners.intake(configuration, route: route, metrics: metrics, logger: logger) : nil
        if let intake { services += [appender, intake] }
        if roles.contains(.admin) {
            services += try Listeners.admin(
                configuration, settings: settings, appender: intake == nil ? nil : appender,
                metrics: metrics, logger: logger)
        }
        self.services = services
        self.reloader = reloader
    }

    /// Has the configuration read anew, as SIGHUP asks for, by the thread that watches it: whoever
    /// waits for signals must not wait for a database.
    func reload() {
        reloader.request()
        watch.look()
    }
}
