import Configuration
import Console
import EventLog
import HTTPServer
import Intake
import Postgres
import Runtime

/// The two listeners as the configuration wants them.
enum Listeners {
    static func intake(
        _ configuration: ServiceConfiguration, route: WebhookRoute, metrics: MetricsRegistry,
        logger: Logger
    ) -> HTTPServer {
        let tls = configuration.tls.map {
            TLSFiles(certificatePath: $0.certificate, keyPath: $0.key)
        }
        let routes = RouteTable(route.routes)
        let router: any RequestRouter =
            configuration.proxies.isEmpty
            ? routes : ProxyGuard(proxies: configuration.proxies, routes: routes)
        return HTTPServer(
            name: "intake", listen: configuration.listen, router: router,
            limits: HTTPLimits(configuration.limits), tls: tls, metrics: metrics, logger: logger)
    }

    /// The listener of health and metrics, and the monitor that it reports from; `appender` is
    /// looked at where this process has one.
    static func admin(
        _ configuration: ServiceConfiguration, settings: ConnectionSettings, appender: Appender?,
        metrics: MetricsRegistry, logger: Logger
    ) throws -> [any Service] {
        let readiness = Readiness()
        let monitor = try ReadinessMonitor(settings: settings, readiness: readiness) {
            (connection) throws(PostgresError) in
            try ServiceChecks.run(on: connection, appender: appender)
        }
        let routes = AdminRoutes(
            readiness: readiness, metrics: metrics, hosts: AdminHosts.all(configuration))
        let server = HTTPServer(
            name: "admin", listen: configuration.adminListen, router: routes, metrics: metrics,
            logger: logger)
        return [monitor, server]
    }
}
