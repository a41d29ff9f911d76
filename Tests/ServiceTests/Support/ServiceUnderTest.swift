import Events
import Glibc
import Postgres
import Synchronization
import TestSupport

/// `trueup serve --embedded` with a data directory and a configuration of its own.
///
/// It can be killed and started again on the same data, as in production.
final class ServiceUnderTest: Sendable {
    let directory: String
    private let running = Mutex<Running?>(nil)
    /// The logs of the processes that have ended.
    private let pastErrors = Mutex<String>("")

    private struct Running {
        let process: TrueupProcess
        let port: UInt16
        let adminPort: UInt16
    }

    /// Writes secrets and configuration; starts nothing.
    init() throws {
        directory = try TemporaryDirectory.untilExit()
        // The server of a test run by root belongs to another user, who must be able to enter.
        _ = unsafe chmod(directory, 0o755)
        try writeUpholdSecret(ProviderSecrets.uphold)
        try write(configuration: sources)
    }

    deinit {
        running.withLock { $0 }?.process.kill()
        stopDatabaseAtOnce()
        TemporaryDirectory.remove(directory)
    }

    var uphold: TestSource { .uphold(in: directory) }
    var sources: [TestSource] { [uphold, .agentcard, .nymcard] }
    var dataDirectory: String { "\(directory)/data" }
    var configurationFile: String { "\(directory)/trueup.json" }

    func write(configuration sources: [TestSource]) throws {
        try write(
            configurationText: """
                {"sources": [\(sources.map(\.configuration).joined(separator: ", "))]}
                """)
    }

    /// Replaces the file whole, as an editor or a deployment does.
    func write(configurationText text: String) throws {
        try TextFile.write(configurationFile, text)
    }

    func writeUpholdSecret(_ secret: String) throws {
        try TextFile.write("\(directory)/uphold.secret", secret + "\n")
    }

    /// Starts the service and returns when it listens.
    func start() throws {
        let process = try TrueupProcess(
            [
                "serve", "--embedded", "--data", dataDirectory, "--config", configurationFile,
                "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
            ], in: directory)
        do {
            try eventually(deadlineSeconds: 60, "listening") {
                if !process.isRunning { throw TestFailure("trueup serve ended") }
                return process.port(of: "intake") != nil && process.port(of: "admin") != nil
            }
        } catch {
            throw TestFailure("\(error): \(process.errors)")
        }
        running.withLock {
            $0 = Running(
                process: process, port: process.port(of: "intake") ?? 0,
                adminPort: process.port(of: "admin") ?? 0)
        }
    }

    var port: UInt16 { running.withLock { $0?.port ?? 0 } }
    var adminPort: UInt16 { running.withLock { $0?.adminPort ?? 0 } }

    /// The running process.
    func process() throws -> TrueupProcess {
        guard let process = running.withLock({ $0?.process }) else {
            throw TestFailure("the service does not run")
        }
        return process
    }

    /// What all its processes have logged.
    var errors: String {
        pastErrors.withLock { $0 } + (running.withLock { $0?.process.errors } ?? "")
    }

    /// Kills the service; its PostgreSQL goes on, orphaned.
    func kill() throws {
        try process().kill()
        forget()
    }

    /// Asks the service to stop and waits until it has.
    func stop() throws -> ExitStatus {
        let process = try process()
        process.send(signal: SIGTERM)
        defer { forget() }
        return try process.wait()
    }

    private func forget() {
        running.withLock { running in
            if let ended = running?.process.errors { pastErrors.withLock { $0 += ended } }
            running = nil
        }
    }

    /// Runs a command of `trueup` on the service's database.
    func run(_ arguments: [String]) throws -> CommandAnswer {
        var words = arguments
        let options = ["--data", dataDirectory, "--config", configurationFile]
        words.insert(contentsOf: options, at: words.firstIndex(of: "--") ?? words.endIndex)
        return try CommandAnswer.of(words, in: directory)
    }

    func run(_ arguments: String...) throws -> CommandAnswer {
        try run(arguments)
    }

    /// A connection to the service's database, past its interfaces.
    func connect(as role: String = EmbeddedCluster.superuser) throws -> Connection {
        try Connection(
            ConnectionSettings(keywords: [
                "host": "\(dataDirectory)/run", "port": "5432", "user": role,
                "dbname": EmbeddedCluster.database,
            ]))
    }

    /// Waits until every event in the log is in the books.
    func waitUntilFolded() throws {
        let connection = try connect()
        try eventually(deadlineSeconds: 60, "lag 0") {
            let row = try connection.query(
                """
                SELECT coalesce(sum(lag_events), 0)::int8, count(*), count(generation)
                FROM trueup.projections
                """
            ).onlyRow()
            return try row.int64(0) == 0 && row.int64(1) > 0 && row.int64(1) == row.int64(2)
        }
    }

    /// The process of its PostgreSQL; nil when none runs.
    var databaseProcessID: Int32? {
        let text = TextFile.read("\(dataDirectory)/postgres/postmaster.pid")
        guard let line = text.split(separator: "\n").first, let processID = Int32(line),
            Glibc.kill(processID, 0) == 0
        else { return nil }
        return processID
    }

    private func stopDatabaseAtOnce() {
        guard let processID = databaseProcessID else { return }
        Glibc.kill(processID, SIGQUIT)
        try? eventually("the end of PostgreSQL") { Glibc.kill(processID, 0) != 0 }
    }
}
