/// What the load generator sends, where to, and for how long.
struct GeneratorOptions: Sendable {
    var host = "127.0.0.1"
    var port: Int
    var source: String
    var secret = "whsec_bench"
    var requests = 200_000
    var connections = 256
    /// No new request is sent after so long.
    var seconds = 60
    /// How long the last answers are waited for.
    var graceSeconds = 10

    init(port: Int, source: String) {
        self.port = port
        self.source = source
    }

    init(_ arguments: Arguments) throws(UsageError) {
        var arguments = arguments
        port = try arguments.integer("--port", in: 1...65_535)
        source = try arguments.text("--source")
        host = try arguments.text("--host", default: host)
        secret = try arguments.text("--secret", default: secret)
        requests = try arguments.integer("--requests", in: 1...5_000_000, default: requests)
        connections = try arguments.integer("--connections", in: 1...10_000, default: connections)
        seconds = try arguments.integer("--seconds", in: 1...3_600, default: seconds)
        graceSeconds = try arguments.integer("--grace", in: 1...600, default: graceSeconds)
        try arguments.finish()
    }

    /// As another process takes them.
    var arguments: [String] {
        [
            "--port", String(port), "--source", source, "--host", host, "--secret", secret,
            "--requests", String(requests), "--connections", String(connections),
            "--seconds", String(seconds), "--grace", String(graceSeconds),
        ]
    }
}
