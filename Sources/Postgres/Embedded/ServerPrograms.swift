/// A PostgreSQL installation: the directory of its programs, and its major version.
struct ServerPrograms: Hashable, Sendable {
    let directory: String
    let majorVersion: Int

    /// `trueup`'s views need `security_invoker`, which came with 15.
    static let oldestVersion = 15

    var initdb: String { "\(directory)/initdb" }
    var postgres: String { "\(directory)/postgres" }
    var control: String { "\(directory)/pg_ctl" }

    /// The programs for a cluster: those of its version, or for a new cluster the first found.
    static func find(
        clusterVersion: Int?, clusterDirectory: String, installations: [ServerPrograms]
    ) throws(PostgresError) -> ServerPrograms {
        guard !installations.isEmpty else {
            throw .embedded(
                "no PostgreSQL server is installed: install one with apt-get install postgresql")
        }
        let found = installations.map { "\($0.majorVersion) in \($0.directory)" }
            .joined(separator: ", ")
        if let clusterVersion {
            guard let match = installations.first(where: { $0.majorVersion == clusterVersion })
            else {
                throw .embedded(
                    "the data directory \(clusterDirectory) belongs to PostgreSQL"
                        + " \(clusterVersion), installed is \(found):"
                        + " install postgresql-\(clusterVersion) or upgrade it with pg_upgrade")
            }
            return match
        }
        guard let usable = installations.first(where: { $0.majorVersion >= oldestVersion }) else {
            throw .embedded(
                "PostgreSQL \(oldestVersion) or later is needed, installed is \(found)")
        }
        return usable
    }

    /// All installations on `PATH` and in the distributions' directories, in this order.
    static func installed() throws(PostgresError) -> [ServerPrograms] {
        let packaged =
            directoryEntries("/usr/lib/postgresql").reversed().map {
                "/usr/lib/postgresql/\($0)/bin"
            }
            + directoryEntries("/usr").filter { $0.hasPrefix("pgsql-") }.reversed()
            .map { "/usr/\($0)/bin" }
        let directories = searchPath() + packaged + ["/usr/local/bin", "/usr/local/pgsql/bin"]
        var installations: [ServerPrograms] = []
        for directory in directories where installations.allSatisfy({ $0.directory != directory }) {
            let names = ["initdb", "postgres", "pg_ctl"]
            guard names.allSatisfy({ executablePath($0, in: [directory]) != nil }) else { continue }
            let version = try Command("\(directory)/postgres", ["--version"]).run().output
            if let major = majorVersion(in: version) {
                installations.append(ServerPrograms(directory: directory, majorVersion: major))
            }
        }
        return installations
    }

    /// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    static func majorVersion(in text: String) -> Int? {
        guard let mark = text.split(separator: "(PostgreSQL) ").last else { return nil }
        return Int(mark.prefix { $0.isNumber })
    }
}
