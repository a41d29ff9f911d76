import EventLog
import Events
import HTTPServer
import Intake
import Postgres
import Providers
import Runtime

/// How many webhooks a second are verified, committed and acknowledged: the intake with its HTTP
/// server and appender in this process, an embedded PostgreSQL with fsync on, and the clients in a
/// process of their own on the same machine.
struct IntakeBenchmark {
    private static let sourceName = "bench"
    private static let secret = "whsec_bench"

    let options: IntakeOptions

    /// The line to print.
    func run() throws -> String {
        try TemporaryCluster.run { cluster in
            let owner = try Connection(cluster.settings())
            defer { owner.close() }
            try owner.execute(Migrator.rolesScript)
            try Migrator(owner).migrate()
            let source = try registerSource(owner)
            let load = try measureIntake(cluster, source)
            let baseline = try CopyBaseline.measure(owner)
            guard baseline.rows >= load.acknowledged else {
                throw GeneratorProcess.Failure(
                    description: "\(load.acknowledged) requests were acknowledged, the log holds "
                        + "\(baseline.rows) events")
            }
            return line(load, baseline)
        }
    }

    private func registerSource(_ owner: Connection) throws -> IntakeSource {
        let sourceID = try owner.registerSource(
            name: Self.sourceName, provider: Provider.agentcard.name, environment: "live")
        let credentials = Credentials.signing([
            Providers.Secret(reference: "bench", bytes: Array(Self.secret.utf8))
        ])
        let settings = ProviderSettings(provider: .agentcard)
        return IntakeSource(
            sourceID: sourceID, name: Self.sourceName,
            settings: settings,
            authenticator: try Authenticator(
                settings: settings, credentials: credentials, cryptography: .libcrypto),
            retryWindowSeconds: 86_400)
    }

    private func measureIntake(
        _ cluster: RunningCluster, _ source: IntakeSource
    ) throws -> GeneratorProcess.Outcome {
        let metrics = MetricsRegistry()
        let rejections = RejectionLog()
        let appender = Appender(
            cluster.settings(role: "trueup_service"), rejections: rejections)
        let route = WebhookRoute(
            sources: SourceTable([source]), appender: appender, rejections: rejections,
            metrics: metrics)
        var limits = HTTPLimits()
        limits.connections = max(limits.connections, options.connections)
        limits.connectionsPerAddress = max(limits.connectionsPerAddress, options.connections)
        let server = HTTPServer(
            name: "intake", listen: ListenAddress(address: .loopback, port: 0),
            router: RouteTable(route.routes), limits: limits, metrics: metrics, logger: .silent)
        try appender.start()
        defer { appender.stop() }
        try server.start()
        defer { server.stop() }
        guard let port = server.address?.port else {
            throw GeneratorProcess.Failure(description: "the intake does not listen")
        }
        var load = GeneratorOptions(port: Int(port), source: Self.sourceName)
        load.secret = Self.secret
        load.requests = options.requests
        load.connections = options.connections
        load.seconds = options.seconds
        return try GeneratorProcess.run(load)
    }

    private func line(_ load: GeneratorProcess.Outcome, _ baseline: CopyBaseline) -> String {
        let ratio =
            baseline.rowsPerSecond == 0
            ? 0 : load.acknowledgedPerSecond * 1_000 / baseline.rowsPerSecond
        return "{\(load.members),\"copy_rows\":\(baseline.rows),"
            + "\"copy_rows_per_second\":\(baseline.rowsPerSecond),"
            + "\"ratio\":\(thousandths(UInt64(ratio)))}"
    }
}
