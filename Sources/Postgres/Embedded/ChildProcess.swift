import CPostgres
import Glibc

/// A program with its arguments, run without a shell.
package struct Command: Sendable {
    package var executable: String
    package var arguments: [String]
    /// Set over the inherited environment; nil takes a variable out of it.
    package var environment: [String: String?]
    package var workingDirectory: String?

    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:],
        workingDirectory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
    }
}

/// How a child process ended.
package enum ExitStatus: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)

    package var isSuccess: Bool { self == .exited(0) }

    /// Reads what waitpid(2) reports.
    fileprivate init(waitStatus status: Int32) {
        let signal = status & 0x7F
        self = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }
}

/// Which descriptors a child gets as its standard input, output and error.
package struct StandardStreams: Sendable {
    package var input: Int32?
    package var output: Int32?
    package var error: Int32?

    /// Nil reads from and writes to nothing (`/dev/null`).
    package init(input: Int32? = nil, output: Int32? = nil, error: Int32? = nil) {
        self.input = input
        self.output = output
        self.error = error
    }

    /// The streams of this process.
    package static let inherited = StandardStreams(input: 0, output: 1, error: 2)
}

/// A child process, started by posix_spawn: no code of ours runs between fork and exec.
package struct ChildProcess: Sendable {
    package let processID: Int32

    /// Starts the command; `isDetached` gives it a session of its own, away from our terminal.
    package init(
        _ command: Command, streams: StandardStreams, isDetached: Bool = false
    ) throws(PostgresError) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in [streams.input, streams.output, streams.error].enumerated() {
            let target = Int32(target)
            if let source {
                unsafe posix_spawn_file_actions_adddup2(&actions, source, target)
            } else {
                unsafe posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
            }
        }
        // A server that lives on must not hold our sockets, files and locks.
        unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let directory = command.workingDirectory {
            unsafe posix_spawn_file_actions_addchdir_np(&actions, directory)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        Self.resetSignals(&attributes, isDetached: isDetached)
        var environment = Self.inheritedEnvironment()
        for (name, value) in command.environment { environment[name] = value }
        let argumentList = CStrings([command.executable] + command.arguments)
        let environmentList = CStrings(environment.map { "\($0.key)=\($0.value)" })
        var processID: Int32 = 0
        // The lists outlive the call; posix_spawn only reads them, const or not.
        let status = unsafe posix_spawn(
            &processID, command.executable, &actions, &attributes,
            argumentList.mutablePointers, environmentList.mutablePointers)
        guard status == 0 else {
            throw .embedded("cannot start \(command.executable): \(describe(errno: status))")
        }
        self.processID = processID
    }

    /// Waits until the process ends.
    package func wait() -> ExitStatus {
        var status: Int32 = 0
        while unsafe waitpid(processID, &status, 0) < 0, errno == EINTR {}
        return ExitStatus(waitStatus: status)
    }

    /// How the process ended, or nil while it runs; after an answer the id means nothing any more.
    package func statusIfEnded() -> ExitStatus? {
        var status: Int32 = 0
        guard unsafe waitpid(processID, &status, WNOHANG) == processID else { return nil }
        return ExitStatus(waitStatus: status)
    }

    /// Sends a signal; does nothing when the process has ended.
    package func send(signal: Int32) {
        kill(processID, signal)
    }

    /// A service blocks and ignores signals that its children must get.
    private static func resetSignals(_ attributes: inout posix_spawnattr_t, isDetached: Bool) {
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        if isDetached { flags |= Int32(TRUEUP_SPAWN_NEW_SESSION) }
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    static func inheritedEnvironment() -> [String: String] {
        var environment: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text)
                .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { environment[String(pair[0])] = String(pair[1]) }
            unsafe entry += 1
        }
        return environment
    }
}

/// What a finished command left behind.
package struct CommandOutcome: Sendable {
    package let status: ExitStatus
    /// Standard output, and standard error after it or between.
    package let output: String
}

extension Command {
    /// Runs to the end and collects output and errors in one text.
    package func run() throws(PostgresError) -> CommandOutcome {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else {
            throw .embedded("cannot make a pipe: \(describe(errno: errno))")
        }
        defer { Glibc.close(ends[0]) }
        let child: ChildProcess
        do {
            child = try ChildProcess(
                self, streams: StandardStreams(output: ends[1], error: ends[1]))
            Glibc.close(ends[1])
        } catch {
            Glibc.close(ends[1])
            throw error
        }
        let output = readToEnd(ends[0])
        return CommandOutcome(
            status: child.wait(), output: String(decoding: output, as: UTF8.self))
    }
}

/// Everything until the other end of a pipe is closed.
func readToEnd(_ descriptor: Int32) -> [UInt8] {
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16 * 1024)
    while true {
        let count = unsafe read(descriptor, &piece, piece.count)
        if count > 0 {
            output.append(contentsOf: piece[..<count])
        } else if count == 0 || errno != EINTR {
            return output
        }
    }
}

/// The system's words for an error number.
func describe(errno number: Int32) -> String {
    // glibc's buffer belongs to the thread and is copied at once.
    unsafe String(cString: strerror(number))
}

extension PostgresError {
    /// The embedded cluster, or a program that it needs, cannot do its work.
    static func embedded(_ message: String, hint: String? = nil) -> PostgresError {
        PostgresError(
            sqlState: .embeddedCluster, severity: "FATAL", message: message, hint: hint)
    }
}
