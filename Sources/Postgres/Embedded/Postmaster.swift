import Glibc

/// What a server says of itself in `postmaster.pid`.
struct Postmaster: Hashable, Sendable {
    let processID: Int32
    let port: String
    let socketDirectory: String

    /// Nil when there is no such file, or it is not complete yet.
    init?(clusterDirectory: String) {
        guard let text = readFile("\(clusterDirectory)/postmaster.pid") else { return nil }
        // Lines: process id, data directory, start time, port, socket directory, …
        // (src/include/utils/pidfile.h)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, let processID = Int32(lines[0]), UInt16(lines[3]) != nil else {
            return nil
        }
        self.processID = abs(processID)  // negative for a server without a postmaster
        port = String(lines[3])
        socketDirectory = String(lines[4])
    }

    /// Whether that process is alive and a PostgreSQL server; ids are used again after a restart.
    var isAlive: Bool {
        guard let statistics = readFile("/proc/\(processID)/stat") else { return false }
        // `12 (postgres) S …`: the name stands in brackets and may hold spaces itself.
        guard let open = statistics.firstIndex(of: "("),
            let end = statistics.lastIndex(of: ")")
        else { return false }
        let name = statistics[statistics.index(after: open)..<end]
        let state = statistics[end...].dropFirst(2).first
        return name.hasPrefix("postgres") && state != "Z" && state != "X"
    }

    /// Makes what a server that is gone left behind name a process that cannot exist.
    ///
    /// PostgreSQL takes any living process of its user for the server, also one that got the id
    /// after a restart of the machine or container, or a zombie. `postmaster.pid` stays, because by
    /// the shared memory that it names PostgreSQL sees whether children of the old server still
    /// run. The socket's lock file guards nothing more and goes.
    static func disown(clusterDirectory: String, owner: ServerAccount) throws(PostgresError) {
        let path = "\(clusterDirectory)/postmaster.pid"
        guard let text = readFile(path), let end = text.firstIndex(of: "\n") else { return }
        if let gone = Postmaster(clusterDirectory: clusterDirectory), !gone.socketDirectory.isEmpty
        {
            _ = unsafe unlink("\(gone.socketDirectory)/.s.PGSQL.\(gone.port).lock")
        }
        try writeFile(path, "\(idAboveAll)\(text[end...])", owner: owner)
    }

    /// One above PID_MAX_LIMIT of 64-bit Linux.
    private static let idAboveAll = 4_194_305
}
