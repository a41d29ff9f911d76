import Configuration
import EventLog
import Events
import HTTPServer
import Postgres
import Providers
import Runtime
import Simulator

/// A service of its own, programs with faults that send to it, and a look at what it found.
final class Drill {
    private let sources: [DrillSource]
    private let credentials: DrillConfiguration
    private let database: DatabaseAccess
    private let service: TrueupService
    private let intakePort: UInt16
    private let desk: DeliveryDesk
    private let stop: StopRequest

    /// Starts the database and the service.
    init(_ settings: DrillSettings, in directory: DemoDirectory, signals: SignalWatch) throws {
        var sources: [DrillSource] = []
        for seed in settings.seeds {
            for kind in settings.kinds {
                sources.append(DrillSource(kind, seed: seed, of: settings))
            }
        }
        self.sources = sources
        credentials = try DrillConfiguration(thresholds: settings.thresholds)
        try credentials.write(sources, into: directory)
        let (desk, stop) = (try DeliveryDesk(), try StopRequest())
        (self.desk, self.stop) = (desk, stop)
        // Sleeps until a signal comes, or the process ends.
        _ = try Worker("interrupt") {
            DemoDirectory.waitForSignal(signals)
            stop.request(.signal("interrupted"))
            desk.requestStop()
        }
        Terminal.report("Starting a private PostgreSQL in \(directory.dataDirectory) …")
        database = try DatabaseAccess.embedded(directory: directory.dataDirectory)
        let source = ConfigurationSource(
            configFlag: directory.configurationFile,
            flags: [.listen: "127.0.0.1:0", .adminListen: "127.0.0.1:0", .log: "error"],
            environment: [:])
        do {
            let store = try ConfigurationStore(loading: source, check: RegisteredSources.check)
            service = try TrueupService(
                configuration: store, database: database, owner: "drill",
                logger: Logger(level: .error), appenderOptions: AppenderOptions())
            for part in service.services { try part.start() }
            intakePort = service.intake?.address?.port ?? 0
        } catch {
            database.close()
            throw error
        }
    }

    /// Stops service and database.
    func end() {
        for part in service.services.reversed() { part.stop() }
        database.close()
    }

    /// Sends everything, waits until all of it is folded and judged, and compares.
    func run() throws -> DrillResult {
        var result = DrillResult()
        result.delivery = try send(&result)
        let books = DrillBooks(try database.connect(as: .owner, named: "drill"))
        try wait(for: books)
        for source in sources { result.problems += source.observe(try books.log(of: source.name)) }
        try judge(books, &result)
        for source in sources { try result.compareLedger(source, books) }
        return result
    }

    private func send(_ result: inout DrillResult) throws -> DeliverySummary {
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
        var channels: [DeliveryChannel] = []
        for source in sources {
            guard let url = TargetURL("http://127.0.0.1:\(intakePort)/hooks/\(source.name)") else {
                throw CommandFailure(.answerIsNo, "no address for \(source.name)")
            }
            channels.append(
                DeliveryChannel(
                    provider: source.kind.provider,
                    policy: .of(source.kind.provider).scaled(by: source.speed), desk: desk,
                    endpoints: [
                        WebhookEndpoint(
                            id: source.name, url: url,
                            credential: credentials.credential(of: source.kind), createdAt: now)
                    ]))
        }
        let programs = sources.enumerated().map { place, source in
            source.start(at: now, channel: place)
        }
        let engine = DeliveryEngine(
            channels: channels, desk: desk, progress: SimulationReport.progress)
        var wronglyTaken = 0
        engine.observer = { webhook, _, attempt in
            if webhook.isRefusalExpected, attempt.isAcknowledged { wronglyTaken += 1 }
        }
        Terminal.report("Sending signed webhooks to \(sources.count) sources …")
        let summary = try engine.run(MergedPrograms(programs))
        if Terminal.isInteractive { Terminal.report("") }
        try checkStop()
        if wronglyTaken > 0 {
            result.problems.append("\(wronglyTaken) forged deliveries were taken")
        }
        let withheld = sources.reduce(0) { $0 + $1.records.count { $0.withheld != nil } }
        if summary.givenUp > summary.expectedRefusals + withheld {
            result.problems.append(
                "\(summary.givenUp - summary.expectedRefusals - withheld) deliveries were given up")
        }
        return summary
    }

    private func checkStop() throws {
        if stop.reason != nil { throw CommandFailure(.answerIsNo, "the drill was interrupted") }
    }

    /// Until all is folded and every deadline of the run lies in the past.
    private func wait(for books: DrillBooks) throws {
        let thresholds = sources.map(\.times.thresholds)
        let longest = thresholds.map { max($0.balanceGap, $0.transactionUnresolved) }.max() ?? 0
        let quietAt = try books.databaseTime().after(seconds: longest + 1)
        let limit = ContinuousClock.now + .seconds(longest + 120)
        Terminal.report("Waiting \(longest + 1) s, until no deadline is pending …")
        while true {
            try checkStop()
            if try books.databaseTime() >= quietAt, try books.isFolded() { return }
            guard ContinuousClock.now < limit else {
                throw CommandFailure(.answerIsNo, "the service does not get done with the events")
            }
            pause(milliseconds: 100)
        }
    }

    /// Compares findings; those that a sweep is late with may still come.
    private func judge(_ books: DrillBooks, _ result: inout DrillResult) throws {
        let now = try books.databaseTime()
        let expected = sources.map { $0.expectations.findings(at: now) }
        let limit = ContinuousClock.now + .seconds(15)
        var found: [DrillFindings] = []
        while true {
            found = try sources.map { try books.findings(of: $0.name) }
            let isPerfect = zip(expected, found).allSatisfy { expected, found in
                FindingComparison(expected: expected, found: found.list).isPerfect
            }
            if isPerfect || ContinuousClock.now >= limit { break }
            try checkStop()
            pause(milliseconds: 500)
        }
        for (place, source) in sources.enumerated() {
            result.compareFindings(source, expected: expected[place], found: found[place])
        }
    }
}

extension Timestamp {
    fileprivate func after(seconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds + seconds * 1_000_000)
    }
}
