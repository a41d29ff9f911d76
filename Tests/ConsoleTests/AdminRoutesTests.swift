import Console
import HTTPClient
import HTTPServer
import Runtime
import TestSupport
import Testing

/// The admin listener over real HTTP.
@Suite("The admin listener") struct AdminRoutesTests {
    let readiness = Readiness()
    let metrics = MetricsRegistry()

    /// Lends a running listener that may be addressed as the loopback or by a configured name.
    private func withListener(_ body: (UInt16) throws -> Void) throws {
        let server = HTTPServer(
            name: "admin", listen: ListenAddress(address: .loopback, port: 0),
            router: AdminRoutes(
                readiness: readiness, metrics: metrics,
                hosts: ["127.0.0.1", "localhost", "[::1]", "ledger.example.test"]),
            metrics: metrics, logger: .silent)
        try server.start()
        defer { server.stop() }
        try body(try #require(server.address?.port))
    }

    private func get(_ path: String, _ port: UInt16) throws -> HTTPAnswer {
        var sender = HTTPSender(host: "127.0.0.1", port: port)
        return try sender.request("GET", path)
    }

    @Test("/healthz says that the process answers, whatever the database does")
    func answersHealth() throws {
        readiness.set([ReadinessCheck(name: "database", problem: "gone")])
        try withListener { port in
            let answer = try get("/healthz", port)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"ok"}"#)
            #expect(answer.header("Content-Type") == "application/json")
        }
    }

    @Test("/readyz names every check; one that fails makes it 503")
    func answersReadiness() throws {
        try withListener { port in
            let unknown = try get("/readyz", port)
            #expect(unknown.status == 503)
            #expect(
                unknown.text
                    == #"{"status":"degraded","checks":{"database":"not checked yet"}}"#)

            readiness.set(
                ["database", "schema", "durability", "lag"].map {
                    ReadinessCheck(name: $0, problem: nil)
                })
            let ready = try get("/readyz", port)
            #expect(ready.status == 200)
            #expect(
                ready.text
                    == #"{"status":"ready","checks":{"database":"ok","schema":"ok","#
                    + #""durability":"ok","lag":"ok"}}"#
            )

            readiness.set([
                ReadinessCheck(name: "database", problem: nil),
                ReadinessCheck(name: "lag", problem: "the projection of \"a\" is 90 s behind"),
            ])
            let late = try get("/readyz", port)
            #expect(late.status == 503)
            #expect(
                late.text
                    == #"{"status":"degraded","checks":{"database":"ok","#
                    + #""lag":"the projection of \"a\" is 90 s behind"}}"#
            )
        }
    }

    @Test("/metrics is Prometheus text that a scraper can read")
    func answersMetrics() throws {
        metrics.counter(
            "demo_total", help: "A \"demo\", C:\\new\nline.", labels: ["source": "a \"b\" \\ \n"]
        ).increment(by: 3)
        metrics.gauge("demo_waiting", help: "Waiting.") { 1.5 }
        let histogram = metrics.histogram("demo_seconds", help: "Seconds.", upperBounds: [0.1, 1])
        for value in [0.05, 0.5, 5] { histogram.observe(value) }
        try withListener { port in
            _ = try get("/healthz", port)
            let answer = try get("/metrics", port)
            #expect(answer.status == 200)
            #expect(
                answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            let reading = PrometheusReading(answer.text)
            #expect(reading.faults == [])
            #expect(reading.kinds["demo_total"] == "counter")
            #expect(reading.samples[#"demo_total{source="a \"b\" \\ \n"}"#] == 3)
            #expect(reading.samples["demo_waiting"] == 1.5)
            #expect(reading.samples[#"demo_seconds_bucket{le="0.1"}"#] == 1)
            #expect(reading.samples[#"demo_seconds_bucket{le="+Inf"}"#] == 3)
            #expect(reading.samples["demo_seconds_count"] == 3)
            #expect(reading.samples["demo_seconds_sum"] == 5.55)
            #expect(
                reading.samples[#"trueup_http_answers_total{listener="admin",status="200"}"#] == 1)
        }
    }

    /// A request to the listener under a name, and whether it is one of its own.
    static let hosts: [(host: String, isOwn: Bool)] = [
        ("127.0.0.1", true), ("127.0.0.1:9090", true), ("localhost:9090", true),
        ("LOCALHOST", true), ("[::1]", true), ("[::1]:9090", true),
        ("Ledger.Example.Test:443", true),
        ("127.0.0.2", false), ("evil.example", false), ("localhost.evil.example", false),
        ("ledger.example.test.evil.example:9090", false), ("", false), (":9090", false),
        ("[::2]:9090", false), ("localhost@evil.example", false),
    ]

    @Test("Another Host than the listener's own names is 403: a page elsewhere may point here")
    func refusesOtherHosts() throws {
        try withListener { port in
            for (host, isOwn) in Self.hosts {
                for path in ["/healthz", "/metrics", "/nowhere"] {
                    var sender = HTTPSender(host: "127.0.0.1", port: port)
                    let answer = try sender.exchange(
                        Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n".utf8))
                    let expected = isOwn ? (path == "/nowhere" ? 404 : 200) : 403
                    #expect(answer.status == expected, "\(host) \(path)")
                }
            }
        }
    }

    @Test("Other paths are 404, other methods 405 with what there is")
    func refusesOtherRequests() throws {
        try withListener { port in
            for path in ["/", "/health", "/healthz/", "/metrics/x", "/hooks/uphold"] {
                #expect(try get(path, port).status == 404, "\(path)")
            }
            var sender = HTTPSender(host: "127.0.0.1", port: port)
            for method in ["POST", "PUT", "DELETE"] {
                let answer = try sender.request(method, "/readyz")
                #expect(answer.status == 405)
                #expect(answer.header("Allow") == "GET, HEAD")
            }
        }
    }

    @Test("HEAD is answered as GET, without a body")
    func answersHead() throws {
        try withListener { port in
            let client = try RawTCPClient(port: port)
            try client.send(
                "HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            let text = String(decoding: try client.receiveToEnd(), as: UTF8.self)
            #expect(text.hasPrefix("HTTP/1.1 200 "))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }
}
