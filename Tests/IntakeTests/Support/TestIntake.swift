import Cryptography
import EventLog
import Events
import HTTPClient
import HTTPServer
import Intake
import Postgres
import Providers
import Runtime
import TestSupport
import Testing

/// The intake as the service wires it, over real HTTP, on a real database of its own.
final class TestIntake {
    let metrics = MetricsRegistry()
    let rejections = RejectionLog()
    let sources: SourceTable
    let appender: Appender
    let server: HTTPServer
    let port: UInt16
    /// How a superuser connects.
    let settings: ConnectionSettings
    /// A superuser's, to look at the log and to stand in its way.
    let observer: Connection
    private let numbers: [String: Int32]

    /// Lends a running intake; afterwards the log must be dense and its chain intact.
    static func run(
        _ configured: [TestSource] = TestSource.all, options: AppenderOptions = .forTests,
        limits: HTTPLimits = HTTPLimits(), _ body: (TestIntake) throws -> Void
    ) throws {
        try TestDatabase.withSchema { database in
            let intake = try TestIntake(
                configured, service: database.settings(role: "trueup_service"),
                settings: database.settings(), observer: try database.connect(), options: options,
                limits: limits)
            do {
                try body(intake)
            } catch {
                intake.stop()
                throw error
            }
            intake.stop()
            try intake.expectIntactLog()
        }
    }

    /// Registers the sources and starts the appender and a listener on a free port.
    init(
        _ configured: [TestSource], service: ConnectionSettings, settings: ConnectionSettings,
        observer: Connection, options: AppenderOptions = .forTests,
        limits: HTTPLimits = HTTPLimits()
    ) throws {
        self.settings = settings
        self.observer = observer
        let connection = try Connection(service)
        defer { connection.close() }
        var numbers: [String: Int32] = [:]
        for source in configured {
            numbers[source.name] = try connection.registerSource(
                name: source.name, provider: source.settings.provider.name,
                environment: "test")
        }
        self.numbers = numbers
        sources = SourceTable(try Self.table(configured, numbers))
        appender = Appender(service, rejections: rejections, options: options)
        let route = WebhookRoute(
            sources: sources, appender: appender, rejections: rejections, metrics: metrics,
            clock: .atSigning)
        server = HTTPServer(
            name: "intake", listen: ListenAddress(address: .loopback, port: 0),
            router: RouteTable(route.routes), limits: limits, metrics: metrics, logger: .silent)
        try appender.start()
        try server.start()
        port = try #require(server.address?.port)
    }

    /// In the order of the service: the listener, then what it hands deliveries to.
    func stop() {
        server.stop()
        appender.stop()
    }

    /// Puts other credentials in force, as a reload does.
    func reload(_ configured: [TestSource]) throws {
        sources.replace(with: try Self.table(configured, numbers))
    }

    private static func table(
        _ configured: [TestSource], _ numbers: [String: Int32]
    ) throws -> [IntakeSource] {
        try configured.map { source in
            IntakeSource(
                sourceID: try #require(numbers[source.name]), name: source.name,
                settings: source.settings,
                authenticator: try Authenticator(
                    settings: source.settings, credentials: source.credentials,
                    cryptography: .libcrypto),
                retryWindowSeconds: 86_400)
        }
    }

    func number(_ source: TestSource) throws -> Int32 { try #require(numbers[source.name]) }

    /// The id of a webhook without one of its own, made as `sql/README.md` says.
    func derivedID(of body: [UInt8], in source: TestSource) throws -> String {
        let secret = try observer.query(
            "SELECT secret FROM log.secret WHERE source_id = $1", [.int32(try number(source))]
        ).onlyRow().bytes(0)
        let code = HMACKey(.sha256, key: secret).code(of: [
            Array("webhook\0\0".utf8)[...], body[...],
        ])
        return "derived:" + Hexadecimal.encode(code)
    }
}

// Sending.
extension TestIntake {
    /// Sends a body as the source's provider does, over a connection of its own.
    func deliver(
        _ body: [UInt8], to source: TestSource, messageID: String = "msg_demo_1",
        at seconds: Int64 = TestSource.signedAtSeconds, path: String? = nil
    ) throws -> HTTPAnswer {
        try post(
            body, source.headers(for: body, messageID: messageID, at: seconds),
            path: path ?? "/hooks/\(source.name)")
    }

    func deliver(_ body: String, to source: TestSource) throws -> HTTPAnswer {
        try deliver(Array(body.utf8), to: source)
    }

    func post(_ body: [UInt8], _ headers: [HeaderField], path: String) throws -> HTTPAnswer {
        var sender = HTTPSender(host: "127.0.0.1", port: port)
        return try sender.post(path, headers: headers, body: body)
    }

    /// Sends bytes as they are.
    func exchange(_ bytes: [UInt8]) throws -> HTTPAnswer {
        var sender = HTTPSender(host: "127.0.0.1", port: port)
        return try sender.exchange(bytes)
    }

    /// Sends a body from a thread of its own.
    func deliverInBackground(
        _ body: String, to source: TestSource
    ) throws -> BackgroundDelivery {
        let bytes = Array(body.utf8)
        return try BackgroundDelivery(
            port: port, path: "/hooks/\(source.name)", headers: source.headers(for: bytes),
            body: bytes)
    }
}

// Looking.
extension TestIntake {
    func events(of source: TestSource) throws -> [LoggedEvent] {
        try LogReader(observer).events(of: try number(source), after: 0, limit: 10_000)
    }

    /// A metric's value by its line without the number.
    func metric(_ sample: String) -> Int {
        let line = metrics.prometheusText().split(separator: "\n")
            .first { $0.hasPrefix(sample + " ") }
        return line.flatMap { Int($0.dropFirst(sample.utf8.count + 1)) } ?? 0
    }

    func deliveries(_ outcome: String) -> Int {
        metric(#"trueup_intake_deliveries_total{outcome="\#(outcome)"}"#)
    }

    func refusals(_ cause: String, source: String) -> Int {
        metric(#"trueup_intake_refusals_total{cause="\#(cause)",source="\#(source)"}"#)
    }

    func answers(_ status: Int) -> Int {
        metric(#"trueup_http_answers_total{listener="intake",status="\#(status)"}"#)
    }

    /// Refused deliveries as the database counts them, by reason.
    func countedRejections(sourceID: Int32) throws -> [String: Int64] {
        let rows = try observer.query(
            "SELECT reason, sum(count)::bigint FROM log.rejection WHERE source_id = $1 GROUP BY 1",
            [.int32(sourceID)])
        var counts: [String: Int64] = [:]
        for row in rows { counts[try row.text(0)] = try row.int64(1) }
        return counts
    }

    /// Dense positions, an intact chain and digests that fit the bodies, for every source.
    func expectIntactLog(sourceLocation: SourceLocation = #_sourceLocation) throws {
        for verification in try ChainVerifier(observer).verify() {
            #expect(verification.failure == nil, sourceLocation: sourceLocation)
            #expect(
                verification.head?.position == verification.intactEvents,
                sourceLocation: sourceLocation)
        }
        let wrongDigests = try observer.queryOnce(
            "SELECT count(*) FROM log.event WHERE digest <> sha256(salt || body)"
        ).onlyRow().int64(0)
        #expect(wrongDigests == 0, sourceLocation: sourceLocation)
    }
}

extension AppenderOptions {
    /// As in the service, but for rejections, which tests wait for.
    static let forTests: AppenderOptions = {
        var options = AppenderOptions()
        options.rejectionFlushInterval = .milliseconds(20)
        return options
    }()
}

extension Clock {
    /// A wall clock that stands at the second of the check values' signatures.
    static let atSigning = Clock(
        wallMicroseconds: { TestSource.signedAtSeconds * 1_000_000 },
        monotonicNanoseconds: Clock.system.monotonicNanoseconds)
}

extension HTTPAnswer {
    /// `{"status":"…","position":n}` of a delivery that is in the log.
    static func accepted(_ status: String, _ position: Int64) -> String {
        #"{"status":"\#(status)","position":\#(position)}"#
    }
}
