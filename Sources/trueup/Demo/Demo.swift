import Configuration
import Demonstration
import EventLog
import Events
import Foundation
import HTTPClient
import HTTPServer
import Postgres
import Providers
import Runtime
import SimulatedProviders

/// The demonstration: a service of its own, a scenario sent to it, and a look at the result.
struct Demo {
    private let directory: DemoDirectory
    private let scenario: DemoScenario
    private let database: DatabaseAccess
    private let service: TrueupService
    private let intakePort: UInt16

    /// Starts the database and the service.
    init(directory: DemoDirectory, seed: UInt64) throws {
        self.directory = directory
        scenario = DemoScenario(
            seed: seed, startingAt: Timestamp(microseconds: Clock.system.wallMicroseconds()))
        try directory.writeConfiguration(scenario.sources)
        Terminal.print("Starting a private PostgreSQL in \(directory.dataDirectory) …")
        database = try DatabaseAccess.embedded(directory: directory.dataDirectory)
        let source = ConfigurationSource(
            configFlag: directory.configurationFile,
            flags: [.listen: "127.0.0.1:0", .adminListen: "127.0.0.1:0", .log: "warning"],
            environment: [:])
        do {
            let store = try ConfigurationStore(loading: source, check: RegisteredSources.check)
            service = try TrueupService(
                configuration: store, database: database, owner: "demo/\(getpid())",
                logger: Logger(level: .warning), appenderOptions: AppenderOptions())
            for part in service.services { try part.start() }
            intakePort = service.intake?.address?.port ?? 0
        } catch {
            database.close()
            throw error
        }
        Terminal.print("The service listens on http://127.0.0.1:\(intakePort)/hooks/{source}")
    }

    /// Stops service and database.
    func stop() {
        for part in service.services.reversed() { part.stop() }
        database.close()
    }

    /// Sends everything, waits until it is folded and judged, and prints the books; whether
    /// everything came out as the scenario knows it must.
    func showFirstLook() throws -> Bool {
        let wrongAnswers = try send()
        let connection = try database.connect(as: .reader, named: "demo")
        try DemoReport(scenario: scenario, connection: connection).waitUntilJudged()
        let report = DemoReport(scenario: scenario, connection: connection)
        try report.printAccounts()
        try report.printFindings()
        let isAsExpected = try report.compareWithTruth() && wrongAnswers.isEmpty
        for line in wrongAnswers { Terminal.print("  wrong answer: \(line)") }
        report.printNextSteps(directory: directory)
        return isAsExpected
    }

    /// Sends every delivery in order; those that were answered otherwise than they must be.
    private func send() throws -> [String] {
        Terminal.print(
            "Sending \(scenario.deliveries.count) signed webhooks of \(scenario.sources.count)"
                + " providers over HTTP …")
        var sender = HTTPSender(host: "127.0.0.1", port: intakePort)
        var wrong: [String] = []
        var counts: [DemoDelivery.Answer: Int] = [:]
        for delivery in scenario.deliveries {
            let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
            let answer = try sender.post(
                delivery.path, headers: delivery.headers(attemptAt: now), body: delivery.body)
            counts[delivery.answer, default: 0] += 1
            let isRight =
                answer.status == delivery.answer.status
                && (delivery.answer == .refused
                    || answer.text.contains("\"\(delivery.answer.rawValue)\""))
            if !isRight { wrong.append("\(delivery.summary): \(answer.status) \(answer.text)") }
        }
        let words = counts.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.value) \($0.key.rawValue)" }
        Terminal.print("Answered: " + words.joined(separator: ", ") + ".")
        return wrong
    }
}
