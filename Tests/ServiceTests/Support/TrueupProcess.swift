import Events
import Glibc
import Postgres
import TestSupport

/// A run of the real `trueup`, recorded so that it ends with the tests however they end.
final class TrueupProcess: Sendable {
    private let program: TestProgram
    private let record: String

    /// Starts `trueup` with the simulated providers' secrets in its environment.
    ///
    /// - Parameter directory: from `TemporaryDirectory.untilExit()`, whose cleaner ends what is
    ///   recorded there.
    init(
        _ arguments: [String], in directory: String, environment: [String: String?] = [:]
    ) throws {
        program = try TestProgram(
            try TestProgram.product("trueup"), arguments,
            environment: Self.cleanEnvironment.merging(environment) { _, stated in stated })
        record = "\(directory)/\(program.processID).process"
        try TextFile.write(record, "\(program.processID)\n")
    }

    deinit {
        kill()
    }

    /// The settings of whoever runs the tests must not count.
    private static let cleanEnvironment: [String: String?] = ProviderSecrets.environment.merging([
        "TRUEUP_DATABASE": nil, "TRUEUP_CONFIG": nil, "TRUEUP_LISTEN": nil,
        "TRUEUP_ADMIN_LISTEN": nil, "TRUEUP_LOG": nil, "TRUEUP_LOG_FORMAT": nil,
    ]) { _, none in none }

    var processID: Int32 { program.processID }
    var output: String { program.output }
    var errors: String { program.errors }
    var isRunning: Bool { program.status == nil }

    func send(signal: Int32) {
        program.send(signal: signal)
    }

    /// Waits for the end; a process that does not end is killed and is an error.
    func wait(deadlineSeconds: Double = 60) throws -> ExitStatus {
        defer { TextFile.remove(record) }
        do {
            try eventually(deadlineSeconds: deadlineSeconds, "the end of trueup") { !isRunning }
        } catch {
            program.send(signal: SIGKILL)
            _ = program.wait()
            throw TestFailure("\(error); it wrote: \(output) \(errors)")
        }
        return program.wait()
    }

    /// Ends it at once, as the kernel or an operator may at any time.
    func kill() {
        program.send(signal: SIGKILL)
        _ = program.wait()
        TextFile.remove(record)
    }

    /// The lines of its log that are JSON, which all are.
    var logLines: [JSONValue] {
        errors.split(separator: "\n").compactMap { line in
            (try? JSONDocument(parsing: Array(line.utf8)))?.root
        }
    }

    /// Whether the log has a line with that message.
    func hasLogged(_ message: String) -> Bool {
        logLines.contains { $0["message"]?.string == message }
    }
}

extension TrueupProcess {
    /// The port that a listener has, as the log says.
    func port(of listener: String) -> UInt16? {
        let line = logLines.first {
            $0["message"]?.string == "listening" && $0["listener"]?.string == listener
        }
        return line?["address"]?.string?.split(separator: ":").last.flatMap { UInt16($0) }
    }
}

/// How a command ended and what it wrote.
struct CommandAnswer: Sendable {
    let exitCode: Int32
    let output: String
    let errors: String

    /// Each line of the output as the JSON object that it must be.
    func objects() throws -> [JSONValue] {
        try output.split(separator: "\n").map { line in
            let value = try JSONDocument(parsing: Array(line.utf8)).root
            guard value.kind == .object else { throw TestFailure("no JSON object: \(line)") }
            return value
        }
    }

    /// Runs `trueup` to its end; a secret in what it writes is an error of every test.
    static func of(
        _ arguments: [String], in directory: String, environment: [String: String?] = [:],
        deadlineSeconds: Double = 60
    ) throws -> CommandAnswer {
        let process = try TrueupProcess(arguments, in: directory, environment: environment)
        guard case .exited(let code) = try process.wait(deadlineSeconds: deadlineSeconds) else {
            throw TestFailure("trueup \(arguments) was ended by a signal: \(process.errors)")
        }
        let answer = CommandAnswer(
            exitCode: code, output: process.output, errors: process.errors)
        for secret in ProviderSecrets.all {
            guard !answer.output.contains(secret), !answer.errors.contains(secret) else {
                throw TestFailure("trueup \(arguments) shows the secret \(secret)")
            }
        }
        return answer
    }
}
