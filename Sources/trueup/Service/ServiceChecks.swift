import Configuration
import Console
import EventLog
import HTTPServer
import Postgres
import Runtime

/// What `/readyz` looks at beside the connection: schema, durability and lag.
enum ServiceChecks {
    /// A projection this far behind is degraded.
    static let lagLimitSeconds: Int64 = 60

    static func run(
        on connection: Connection, appender: Appender?
    ) throws(PostgresError) -> [ReadinessCheck] {
        var checks = [ReadinessCheck(name: "schema", problem: try schemaProblem(connection))]
        if let status = appender?.status {
            checks.append(
                ReadinessCheck(name: "durability", problem: status.unavailableReason))
            checks.append(ReadinessCheck(name: "clock", problem: clockProblem(status)))
        }
        checks.append(ReadinessCheck(name: "lag", problem: try lagProblem(connection)))
        return checks
    }

    private static func schemaProblem(_ connection: Connection) throws(PostgresError) -> String? {
        do throws(MigrationError) {
            let state = try Migrator(connection).check()
            return state == .upToDate ? nil : state.description
        } catch {
            if case .database(let cause) = error { throw cause }
            return error.description
        }
    }

    private static func clockProblem(_ status: AppenderStatus) -> String? {
        guard status.lastClampMicroseconds > 1_000_000 else { return nil }
        return "the database's clock went back by \(status.lastClampMicroseconds / 1_000_000) s"
    }

    private static func lagProblem(_ connection: Connection) throws(PostgresError) -> String? {
        let rows = try connection.query(
            """
            SELECT source, lag_seconds::int8 FROM trueup.projections
            WHERE (active OR generation IS NULL) AND lag_seconds > $1 ORDER BY 2 DESC LIMIT 1
            """, [.int64(lagLimitSeconds)])
        guard let row = rows.first else { return nil }
        return "the projection of \(try row.text(0)) is \(try row.int64(1)) s behind"
    }
}

/// The appender's counters and gauges.
enum AppenderMetrics {
    static func register(_ appender: Appender, in metrics: MetricsRegistry) {
        let gauges: [(String, String, @Sendable (AppenderStatus) -> Double)] = [
            (
                "trueup_appender_waiting_deliveries", "Verified deliveries that wait for a commit.",
                { Double($0.pendingDeliveries) }
            ),
            (
                "trueup_appender_waiting_bytes", "Bytes of deliveries that wait for a commit.",
                { Double($0.pendingOctets) }
            ),
            (
                "trueup_appender_connected", "1 when the appender has its database connection.",
                { $0.isConnected ? 1 : 0 }
            ),
            (
                "trueup_appender_batches", "Batches committed since the start.",
                { Double($0.batches) }
            ),
            (
                "trueup_appender_clamped_receipts",
                "Batches whose receipt was held back because the database's clock went back.",
                { Double($0.clampedReceipts) }
            ),
        ]
        for (name, help, value) in gauges {
            metrics.gauge(name, help: help) { value(appender.status) }
        }
    }
}

/// The names under which the admin listener may be addressed.
enum AdminHosts {
    static func all(_ configuration: ServiceConfiguration) -> Set<String> {
        let address = configuration.adminListen.address.description
        let host = address.contains(":") ? "[\(address)]" : address
        return Set([host, "localhost"] + configuration.adminHosts)
    }
}

extension HTTPLimits {
    init(_ limits: ServiceLimits) {
        self.init()
        bodyBytes = limits.bodyBytes
        heldBodyBytes = limits.readingBytes
        connections = limits.connections
        connectionsPerAddress = limits.connectionsPerAddress
        headSeconds = Double(limits.headerSeconds)
        bodySeconds = Double(limits.bodySeconds)
        idleSeconds = Double(limits.idleSeconds)
    }
}
