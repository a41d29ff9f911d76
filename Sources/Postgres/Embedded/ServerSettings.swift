import Glibc

/// The server settings of the embedded cluster, written to `trueup.conf` at each start.
///
/// `ALTER SYSTEM` has the last word, so an owner's own choices stay.
struct ServerSettings {
    private(set) var values: [(name: String, value: String)]

    private static let mebibyte: UInt64 = 1 << 20
    private static let gibibyte: UInt64 = 1 << 30

    init(
        socketDirectory: String, memoryBytes: UInt64, freeDiskBytes: UInt64, hasLZ4: Bool,
        extra: [String: String]
    ) {
        // A quarter of memory suits a machine of its own; embedded shares the machine.
        let buffers = min(max(memoryBytes / 8, 128 * Self.mebibyte), 2 * Self.gibibyte)
        let wal = min(max(freeDiskBytes / 10, 256 * Self.mebibyte), 16 * Self.gibibyte)
        values = [
            ("listen_addresses", ""),
            ("port", "5432"),
            ("unix_socket_directories", "\"\(socketDirectory)\""),
            ("unix_socket_permissions", "0700"),
            ("fsync", "on"),
            ("full_page_writes", "on"),
            ("synchronous_commit", "on"),
            ("wal_compression", hasLZ4 ? "lz4" : "on"),
            ("checkpoint_timeout", "30min"),
            ("max_wal_size", "\(wal / Self.mebibyte)MB"),
            ("shared_buffers", "\(buffers / Self.mebibyte)MB"),
            ("jit", "off"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            ("lc_messages", "C"),
            // A week of logs, then the oldest is written over.
            ("logging_collector", "on"),
            ("log_directory", "log"),
            ("log_filename", "postgresql-%a.log"),
            ("log_rotation_age", "1d"),
            ("log_rotation_size", "0"),
            ("log_truncate_on_rotation", "on"),
            ("cluster_name", "trueup"),
        ]
        for (name, value) in extra.sorted(by: { $0.key < $1.key }) { values.append((name, value)) }
    }

    /// The file's text; of a setting given twice PostgreSQL takes the last.
    var text: String {
        let lines = values.map { setting in
            let quoted = setting.value.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''")
            return "\(setting.name) = '\(quoted)'"
        }
        return "# Written by trueup at each start: use ALTER SYSTEM for settings of your own.\n"
            + lines.joined(separator: "\n") + "\n"
    }

    /// The machine's memory, or the container's share of it.
    static var memoryBytes: UInt64 {
        let pages = UInt64(clamping: sysconf(Int32(_SC_PHYS_PAGES)))
        let machine = pages * UInt64(clamping: sysconf(Int32(_SC_PAGESIZE)))
        let limit = readFile("/sys/fs/cgroup/memory.max").flatMap { text in
            UInt64(text.prefix { $0.isNumber })
        }
        return min(machine, limit ?? machine)
    }

    /// What an ordinary user may still write on the disk of a path.
    static func freeDiskBytes(at path: String) -> UInt64 {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
