import Glibc
import Postgres
import Runtime

/// An embedded cluster in a directory of its own, removed with it.
///
/// With the settings of production: fsync is on, and every acknowledgement waits for it.
struct TemporaryCluster {
    let cluster: RunningCluster
    private let directory: String

    static func run<Value>(_ body: (RunningCluster) throws -> Value) throws -> Value {
        let temporary = try TemporaryCluster()
        defer { temporary.remove() }
        return try body(temporary.cluster)
    }

    private init() throws {
        var template = Array("/tmp/trueup-bench-XXXXXX".utf8CString)
        // The call writes the six last letters of the array in place.
        guard unsafe mkdtemp(&template) != nil else {
            throw SystemCallError.last("mkdtemp /tmp/trueup-bench-XXXXXX")
        }
        let letters = template.dropLast().map { UInt8(bitPattern: $0) }
        directory = String(decoding: letters, as: UTF8.self)
        cluster = try EmbeddedCluster(dataDirectory: directory).start()
    }

    private func remove() {
        try? cluster.stop()
        _ = try? Command("/bin/rm", ["-rf", "--", directory]).run()
    }
}
