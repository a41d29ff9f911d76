import TestSupport
import Testing

@testable import Postgres

@Suite struct ServerProgramsTests {
    private static let old = ServerPrograms(directory: "/old", majorVersion: 13)
    private static let current = ServerPrograms(directory: "/current", majorVersion: 15)
    private static let next = ServerPrograms(directory: "/next", majorVersion: 17)

    private func find(
        _ version: Int?, _ installed: [ServerPrograms]
    ) throws(PostgresError) -> ServerPrograms {
        try ServerPrograms.find(
            clusterVersion: version, clusterDirectory: "/data", installations: installed)
    }

    @Test func aClusterGetsTheProgramsOfItsVersion() throws {
        #expect(try find(15, [Self.next, Self.current]) == Self.current)
        #expect(try find(nil, [Self.old, Self.next, Self.current]) == Self.next)
    }

    @Test func refusalsNameThePackage() throws {
        let missing = #expect(throws: PostgresError.self) { try find(nil, []) }
        #expect(missing?.message.contains("apt-get install postgresql") == true)
        let tooOld = #expect(throws: PostgresError.self) { try find(nil, [Self.old]) }
        #expect(tooOld?.message.contains("15 or later") == true)
        let other = #expect(throws: PostgresError.self) { try find(16, [Self.current, Self.next]) }
        #expect(other?.message.contains("postgresql-16") == true)
        #expect(other?.message.contains("/data") == true)
    }

    @Test(arguments: [
        ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15),
        ("postgres (PostgreSQL) 17.2", 17), ("postgres (PostgreSQL) 19devel", 19),
    ])
    func versions(_ text: String, _ major: Int) {
        #expect(ServerPrograms.majorVersion(in: text) == major)
        #expect(ServerPrograms.majorVersion(in: "no version") == nil)
    }

    @Test func theInstalledServerIsFound() throws {
        #expect(try ServerPrograms.installed().isEmpty == false)
    }

    @Test func settingsAreQuotedAndSizedToTheMachine() {
        let settings = ServerSettings(
            socketDirectory: "/it's", memoryBytes: 24 << 30, freeDiskBytes: 50 << 30, hasLZ4: false,
            extra: ["fsync": "off"])
        #expect(settings.text.contains("unix_socket_directories = '\"/it''s\"'\n"))
        #expect(settings.text.contains("shared_buffers = '2048MB'\n"))
        #expect(settings.text.contains("max_wal_size = '5120MB'\n"))
        #expect(settings.text.contains("wal_compression = 'on'\n"))
        #expect(settings.text.hasSuffix("fsync = 'off'\n"))
    }
}
