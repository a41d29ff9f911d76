import Events
package import HTTPServer
package import Runtime

/// What the admin listener answers: health, readiness, metrics.
package struct AdminRoutes: RequestRouter {
    private let readiness: Readiness
    private let metrics: MetricsRegistry
    /// Names in lower case, without a port, under which the listener may be addressed.
    private let hosts: Set<String>
    private let table: RouteTable

    package init(readiness: Readiness, metrics: MetricsRegistry, hosts: Set<String>) {
        self.readiness = readiness
        self.metrics = metrics
        self.hosts = Set(hosts.map { $0.lowercased() })
        table = RouteTable([
            Route(.get, "/healthz") { _, _ in
                .refuse(.json(200, #"{"status":"ok"}"#))
            },
            Route(.get, "/readyz") { _, _ in .refuse(Self.answer(readiness)) },
            Route(.get, "/metrics") { _, _ in
                .refuse(
                    Response(
                        status: 200, fields: ["Content-Type": PrometheusText.contentType],
                        body: Array(metrics.prometheusText().utf8)))
            },
        ])
    }

    package func route(_ head: RequestHead) -> Verdict {
        guard let host = head.headers.text("Host"), hosts.contains(Self.name(in: host)) else {
            return .refuse(.json(403, #"{"error":"Host is not one of this listener's names"}"#))
        }
        return table.route(head)
    }

    /// A `Host` without its port, in lower case, because names have none (RFC 9110, section 4.2.3):
    /// a page of a stranger's that points here has another name.
    private static func name(in host: String) -> String {
        let host = host.lowercased()
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return host }
        return String(host[..<colon])
    }

    private static func answer(_ readiness: Readiness) -> Response {
        let checks = readiness.checks
        let isReady = checks.allSatisfy { $0.problem == nil }
        let text = JSONWriter.object { object in
            object.string("status", isReady ? "ready" : "degraded")
            object.object("checks") { list in
                for check in checks { list.string(check.name, check.problem ?? "ok") }
            }
        }
        return .json(isReady ? 200 : 503, text)
    }
}
