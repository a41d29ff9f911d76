package import Delivery
import Glibc
import Runtime

/// Reads a recording, one delivery at a time, in the order of its files' names.
package final class RecordingReader: WebhookSource {
    /// More than any webhook has.
    private static let sizeLimit = 64 << 20

    private let directory: String
    private var names: ArraySlice<String>
    /// Where everything goes; nil: where it was recorded.
    package var path: String?
    /// Set when a file could not be read: the source is at its end then.
    package private(set) var failure: RecordingError?

    package var count: Int { names.count }

    package init(directory: String) throws(RecordingError) {
        self.directory = directory
        names = try Self.fileNames(in: directory)[...]
        guard !names.isEmpty else { throw .noDeliveries(directory) }
    }

    package func next() -> OutgoingWebhook? {
        guard failure == nil, let name = names.popFirst() else { return nil }
        do throws(RecordingError) {
            let delivery = try Self.read("\(directory)/\(name)")
            var webhook = OutgoingWebhook(
                type: "", notificationID: name, body: delivery.body)
            webhook.path = path ?? delivery.path
            webhook.proof = .recorded(delivery.headers)
            webhook.isRetried = false
            return webhook
        } catch {
            failure = error
            return nil
        }
    }

    package static func read(_ path: String) throws(RecordingError) -> RecordedDelivery {
        let bytes = try contents(path)
        do throws(RecordingError) {
            return try RecordedDelivery(fileBytes: bytes)
        } catch .unreadable(let reason) {
            throw .unreadableFile(path, reason: reason)
        }
    }

    /// The names of a directory's recorded deliveries, in order.
    static func fileNames(in directory: String) throws(RecordingError) -> [String] {
        guard let stream = unsafe opendir(directory) else {
            throw .notADirectory(directory, reason: SystemCallError.reason(errno))
        }
        // The stream is this function's own until it is closed; entries are copied at once.
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe String(cString: text)
                }
            }
            if name.hasSuffix(DeliveryRecorder.suffix) { names.append(name) }
        }
        return names.sorted()
    }

    private static func contents(_ path: String) throws(RecordingError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .unreadableFile(path, reason: SystemCallError.reason(errno))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // Reads at most as many bytes as `chunk` has.
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .unreadableFile(path, reason: SystemCallError.reason(errno))
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= sizeLimit else {
                throw .unreadableFile(path, reason: "more than \(sizeLimit) bytes")
            }
        }
    }
}
