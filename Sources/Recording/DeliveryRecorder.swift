import Glibc
package import Providers
import Runtime

/// Writes every attempt into a file of its own: `00000001.http`, `00000002.http`, in the order of
/// sending.
package final class DeliveryRecorder {
    /// How a file of a recording ends.
    package static let suffix = ".http"

    private let directory: String
    /// Files written so far.
    package private(set) var count: Int64 = 0

    /// Makes the directory where it does not exist; one with deliveries in it is refused.
    package init(directory: String) throws(RecordingError) {
        self.directory = directory
        // Credentials are in what is written: for this user alone.
        guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else {
            throw .notADirectory(directory, reason: SystemCallError.reason(errno))
        }
        guard try RecordingReader.fileNames(in: directory).isEmpty else {
            throw .notEmpty(directory)
        }
    }

    /// Writes one attempt as it goes out.
    package func record(
        _ path: String, _ headers: [HeaderField], _ body: [UInt8]
    ) throws(RecordingError) {
        try record(RecordedDelivery(path: path, headers: headers, body: body))
    }

    package func record(_ delivery: RecordedDelivery) throws(RecordingError) {
        count += 1
        let digits = String(count)
        let name = String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
        try write(delivery.fileBytes, to: "\(directory)/\(name)\(Self.suffix)")
    }

    private func write(_ bytes: [UInt8], to path: String) throws(RecordingError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unwritable(path, reason: SystemCallError.reason(errno))
        }
        defer { close(descriptor) }
        var start = 0
        while start < bytes.count {
            // The array outlives the call, which reads from `start` to its end.
            let written = unsafe bytes[start...].withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw .unwritable(path, reason: SystemCallError.reason(errno))
            }
            start += written
        }
    }
}
