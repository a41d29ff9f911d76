package import HTTPServer
package import Runtime

/// The listener of the providers' REST sides: all three can share one, since their paths differ.
package enum ProviderAPIServer {
    package static func make(
        listen: ListenAddress, routes: [Route], logger: Logger
    ) -> HTTPServer {
        HTTPServer(
            name: "provider-api", listen: listen, router: RouteTable(routes),
            pathAlphabet: .withColons, metrics: MetricsRegistry(), logger: logger)
    }
}
