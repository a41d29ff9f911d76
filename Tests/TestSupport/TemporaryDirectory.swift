import Glibc
import Postgres

/// Directories that are removed, with any server that runs in them, when this process ends.
package enum TemporaryDirectory {
    /// A fresh directory with a short path.
    ///
    /// A shell of its own waits on a pipe whose other end only this process holds. It sees the end
    /// of the process however it comes, SIGKILL included, kills the programs whose ids stand in
    /// the directory's `*.process` files, stops the cluster in the directory and removes it.
    package static func untilExit() throws -> String {
        let path = try make()
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0,
            fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0
        else { throw TestFailure("cannot make a pipe: error \(errno)") }
        defer { close(ends[0]) }
        // The write end stays open on purpose: its closing is the signal.
        _ = try ChildProcess(
            Command("/bin/sh", ["-c", cleaner, "sh", path]),
            streams: StandardStreams(input: ends[0]), isDetached: true)
        return path
    }

    /// A fresh directory that the caller removes.
    package static func make() throws -> String {
        var template = Array("/tmp/trueup-test-XXXXXX".utf8CString)
        // mkdtemp writes the name into the array, which is ours for the call.
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else {
                return nil
            }
            return unsafe String(cString: name)
        }
        guard let made else { throw TestFailure("cannot make a directory: error \(errno)") }
        return made
    }

    /// Removes a directory and all below it.
    package static func remove(_ path: String) {
        _ = try? Command("/bin/rm", ["-rf", "--", path]).run()
    }

    private static let cleaner = """
        cat > /dev/null
        for record in "$1"/*.process; do
            kill -KILL "$(cat "$record" 2> /dev/null)" 2> /dev/null
        done
        for cluster in "$1/postgres" "$1"/*/postgres; do
            pid=$(head -n 1 "$cluster/postmaster.pid" 2> /dev/null) || continue
            kill -QUIT "$pid" 2> /dev/null
            for attempt in $(seq 100); do
                kill -0 "$pid" 2> /dev/null || break
                sleep 0.05
            done
        done
        rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
        """
}

/// What a test's own machinery could not do.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
