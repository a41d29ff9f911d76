import Glibc
import Runtime

/// A file that is written line by line, gathered into large writes.
final class OutputFile {
    private static let bufferLimit = 65_536

    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Makes the file, or empties it.
    init(path: String) throws {
        self.path = path
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .wrongConfiguration,
                "cannot write \(path): \(SystemCallError.reason(errno)); check the path")
        }
    }

    deinit {
        close(descriptor)
    }

    func write(_ bytes: [UInt8]) throws {
        buffer += bytes
        if buffer.count >= Self.bufferLimit { try flush() }
    }

    /// Writes what is gathered.
    func flush() throws {
        var start = 0
        while start < buffer.count {
            // The array outlives the call, which reads from `start` to its end.
            let written = unsafe buffer[start...].withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw CommandFailure(
                    .answerIsNo, "cannot write \(path): \(SystemCallError.reason(errno))")
            }
            start += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
