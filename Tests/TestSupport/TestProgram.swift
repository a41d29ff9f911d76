import Glibc
package import Postgres
import Synchronization

/// A program under test: started, watched, signalled, waited for.
package final class TestProgram: Sendable {
    private let child: ChildProcess
    private let directory: String
    private let ended = Mutex<ExitStatus?>(nil)

    /// Starts an executable; its output and errors are collected in files.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:]
    ) throws {
        directory = try TemporaryDirectory.make()
        let output = try Self.open(directory + "/output")
        defer { close(output) }
        let errors = try Self.open(directory + "/errors")
        defer { close(errors) }
        child = try ChildProcess(
            Command(executable, arguments, environment: environment),
            streams: StandardStreams(output: output, error: errors))
    }

    /// Kills the program if it still runs: no test leaves one behind.
    deinit {
        if status == nil {
            child.send(signal: SIGKILL)
            _ = wait()
        }
        TemporaryDirectory.remove(directory)
    }

    package var processID: Int32 { child.processID }

    /// What the program has written to standard output so far.
    package var output: String { TextFile.read(directory + "/output") }

    /// What the program has written to standard error so far.
    package var errors: String { TextFile.read(directory + "/errors") }

    /// How the program ended, or nil while it runs.
    package var status: ExitStatus? {
        ended.withLock { ended in
            if ended == nil { ended = child.statusIfEnded() }
            return ended
        }
    }

    package func send(signal: Int32) {
        if status == nil { child.send(signal: signal) }
    }

    /// Waits for the end of the program.
    package func wait() -> ExitStatus {
        ended.withLock { ended in
            let status = ended ?? child.wait()
            ended = status
            return status
        }
    }

    /// Runs a program to its end.
    package static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:]
    ) throws -> (status: ExitStatus, output: String, errors: String) {
        let program = try TestProgram(executable, arguments, environment: environment)
        let status = program.wait()
        return (status, program.output, program.errors)
    }

    /// The path of an executable of this package, built beside the tests.
    package static func product(_ name: String) throws -> String {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw TestFailure("cannot read /proc/self/exe: error \(errno)") }
        var directory = String(decoding: buffer[..<count], as: UTF8.self)
        // `swift test` runs the tests in a helper of the toolchain or in a bundle of the build.
        if let bundle = CommandLine.arguments.first(where: { $0.hasSuffix(".xctest") }) {
            directory = bundle
        }
        while let slash = directory.lastIndex(of: "/") {
            directory = String(directory[..<slash])
            let candidate = "\(directory)/\(name)"
            if unsafe access(candidate, X_OK) == 0 { return candidate }
        }
        throw TestFailure("there is no built product \(name) beside the tests")
    }

    private static func open(_ path: String) throws -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestFailure("cannot write \(path): error \(errno)") }
        return descriptor
    }
}

/// Small files as text.
package enum TextFile {
    /// The whole file; empty when it is not there.
    package static func read(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: piece[..<count])
        }
    }

    /// Replaces the file whole or not at all, for the owner alone.
    package static func write(_ path: String, _ text: String) throws {
        let temporary = path + ".new"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TestFailure("cannot write \(path): error \(errno)") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
            unsafe rename(temporary, path) == 0
        else { throw TestFailure("cannot write \(path): error \(errno)") }
    }

    /// Removes a file that may be there.
    package static func remove(_ path: String) {
        _ = unsafe unlink(path)
    }
}
