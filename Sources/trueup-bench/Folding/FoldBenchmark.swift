import Configuration
import EventLog
import Postgres
import Projection
import Runtime
import Synchronization

/// How fast a log is folded: by the service's own workers (`fold`), and rebuilt (`reproject`).
///
/// On an embedded cluster of its own with fsync on; the log is filled beforehand and not timed.
struct FoldBenchmark {
    let options: FoldOptions

    /// Folds a log of each length with the service's workers, in its own batches.
    func fold() throws {
        for events in options.events {
            try withCluster { cluster, owner, filler in
                try filler.fill(to: events)
                try settle(owner)
                let metrics = MetricsRegistry()
                let service = try ProjectionService(
                    settings: cluster.settings(role: "trueup_service"), sources: filler.sources,
                    owner: "bench", workerCount: options.workers, limits: options.limits,
                    logger: Logger(), metrics: metrics)
                let spent = try measure(cluster) {
                    try service.start()
                    defer { service.stop() }
                    try waitUntilFolded(events / 3 * 3, owner)
                }
                try report("fold", events, spent, cluster, owner)
            }
        }
    }

    /// Rebuilds the books of a log at each length, as many sources at once as there are workers.
    func reproject() throws {
        guard let longest = options.events.last else { return }
        try withCluster { cluster, owner, filler in
            for events in options.events {
                try filler.fill(to: events)
                try settle(owner)
                let spent = try measure(cluster) { try rebuild(filler.sources, cluster) }
                try report("reproject", events, spent, cluster, owner)
                if events < longest { try dropRetired(owner) }
            }
        }
    }

    private func withCluster(
        _ body: (RunningCluster, Connection, LogFiller) throws -> Void
    ) throws {
        try TemporaryCluster.run { cluster in
            let owner = try Connection(cluster.settings())
            defer { owner.close() }
            try owner.execute(Migrator.rolesScript)
            try Migrator(owner).migrate()
            let filler = try LogFiller(
                cluster: cluster, seed: UInt64(options.seed),
                events: options.events.last ?? 0, population: options.population)
            try body(cluster, owner, filler)
        }
    }

    /// What the filling left to be done is done before the clock starts.
    private func settle(_ owner: Connection) throws {
        try owner.execute("VACUUM ANALYZE log.event")
        try owner.execute("CHECKPOINT")
    }

    private func measure(
        _ cluster: RunningCluster, _ body: () throws -> Void
    ) throws -> ResourceUse.Spent {
        PeakMemory.reset()
        let before = ResourceUse.now(cluster)
        try body()
        return before.spent(cluster)
    }

    private func waitUntilFolded(_ events: Int, _ owner: Connection) throws {
        while true {
            let folded = try owner.query(
                "SELECT coalesce(sum(checkpoint), 0)::int8 FROM projection.generation"
            ).onlyRow().int64(0)
            if folded >= Int64(events) { return }
            _ = try owner.query("SELECT pg_catalog.pg_sleep(0.02)")
        }
    }

    /// Several sources at once: each worker takes the next that nobody has.
    private func rebuild(_ sources: [ProjectedSource], _ cluster: RunningCluster) throws {
        let connection = try Connection(cluster.settings(role: "trueup_service"))
        defer { connection.close() }
        let number = try GenerationStore(connection: connection).nextNumber()
        let waiting = Mutex(sources)
        let failure = Mutex<(any Error)?>(nil)
        let settings = cluster.settings(role: "trueup_service")
        let limits = options.limits.shared(among: min(options.workers, sources.count))
        let workers = try (0..<options.workers).map { place in
            try Worker("rebuild-\(place)") {
                do {
                    let connection = try Connection(settings)
                    defer { connection.close() }
                    while let source = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
                        _ = try Reprojection(
                            of: source, connection: connection, owner: "bench", limits: limits
                        ).run(newNumber: number) { _ in }
                    }
                } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        for worker in workers { worker.join() }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private func dropRetired(_ owner: Connection) throws {
        let store = GenerationStore(connection: owner)
        for row in try owner.query(
            "SELECT source_id, name FROM projection.generation WHERE state = 'retired'")
        {
            try store.drop(named: row.text(1), source: row.int32(0))
        }
    }
}

extension FoldBenchmark {
    private func report(
        _ name: String, _ events: Int, _ spent: ResourceUse.Spent, _ cluster: RunningCluster,
        _ owner: Connection
    ) throws {
        let peak = PeakMemory.mebibytes
        let perSecond = Double(events) / spent.seconds
        var members = [
            "\"benchmark\":\"\(name)\"", "\"events\":\(events)",
            "\"events_per_second\":\(Int(perSecond))",
            "\"swift_us_per_event\":\(tenths(spent.ownMicroseconds, events))",
            "\"server_us_per_event\":\(tenths(spent.serverMicroseconds, events))",
            "\"wall_us_per_event\":\(tenths(Int64(spent.seconds * 1_000_000), events))",
            "\"peak_mib\":\(peak)",
        ]
        let floor = try bodyFloor(cluster)
        members.append("\"bodies_us_per_event\":\(tenths(floor, events))")
        if events <= options.copyLimit {
            let copy = try CopyRate.measure(owner, directory: "/tmp")
            let copyEvents = Double(events) / copy.indexedSeconds
            let tables = copy.rows.map { "\"\($0.table)\":\($0.count)" }.joined(separator: ",")
            members += [
                "\"rows\":\(copy.total)",
                "\"copy_rows_per_second\":\(Int(Double(copy.total) / copy.indexedSeconds))",
                "\"copy_rows_per_second_unindexed\":"
                    + "\(Int(Double(copy.total) / copy.unindexedSeconds))",
                "\"copy_events_per_second\":\(Int(copyEvents))",
                "\"ratio\":\(thousandths(UInt64(perSecond * 1_000 / copyEvents)))",
                "\"tables\":{\(tables)}",
            ]
        }
        print("{\(members.joined(separator: ","))}")
    }

    /// Processor time and waiting for one SELECT of all bodies, in microseconds.
    private func bodyFloor(_ cluster: RunningCluster) throws -> Int64 {
        let connection = try Connection(cluster.settings())
        defer { connection.close() }
        let start = ContinuousClock.now
        var octets = 0
        try connection.stream("SELECT body FROM log.event") { row throws(PostgresError) in
            octets += try row.withBytes(0) { $0.count } ?? 0
        }
        return Int64((ContinuousClock.now - start) / .microseconds(1))
    }

    /// A share with one digit after the point.
    private func tenths(_ whole: Int64, _ parts: Int) -> String {
        let tenths = whole * 10 / Int64(max(parts, 1))
        return "\(tenths / 10).\(tenths % 10)"
    }
}
