import Postgres
import TestSupport
import Testing

@Suite struct ConnectionSettingsTests {
    static let password = "hunter-2-secret"

    @Test(arguments: [
        "postgresql://alice:hunter-2-secret@127.0.0.1:1/books?connect_timeout=1",
        "host=127.0.0.1 port=1 user=alice password=hunter-2-secret dbname=books",
        "postgres://alice:hunter-2-secret@127.0.0.1:1,127.0.0.1:2/books",
    ])
    func noPasswordIsEverShown(_ text: String) throws {
        let settings = try ConnectionSettings(text)
        let error = #expect(throws: PostgresError.self) { try Connection(settings) }
        #expect(error?.isConnectionLost == true)
        var dumped = ""
        dump(settings, to: &dumped)
        for shown in ["\(error.map { "\($0)" } ?? "")", dumped, "\([settings])"] {
            #expect(!shown.contains(Self.password))
        }
        #expect(settings["password"] == nil)
    }

    @Test(arguments: [
        "postgresql://alice:hunter-2-secret@[::1/", "hunter-2-secret", "host=a b hunter-2-secret",
        "postgresql://h/?nonsense=hunter-2-secret", "password='hunter-2-secret",
    ])
    func anUnreadableStringIsRefusedWithoutRepeatingIt(_ text: String) throws {
        let error = #expect(throws: PostgresError.self) { try ConnectionSettings(text) }
        #expect(error?.sqlState == .unreadableSettings)
        #expect(!"\(error as Any)".contains(Self.password))
    }

    @Test func severalHostsAndOverrides() throws {
        let cluster = try TestCluster.fast()
        let directory = cluster.socketDirectory
        let settings = try ConnectionSettings(
            "host=/nowhere,\(directory) port=5432,5432 user=postgres dbname=postgres"
        ).named("an appender").forWriting
        let connection = try Connection(settings)
        let row = try connection.query("SELECT current_setting('application_name')").onlyRow()
        #expect(try row.text(0) == "an appender")
        #expect(settings["connect_timeout"] == "5")
        #expect(settings.setting("connect_timeout", to: "2")["connect_timeout"] == "2")
    }

    @Test func aReadOnlyServerIsNotForWriting() throws {
        let database = try TestDatabase.create(isDurable: false)
        try database.connect().execute(
            "ALTER DATABASE \(database.name) SET default_transaction_read_only = on")
        _ = try Connection(database.settings())
        #expect(throws: PostgresError.self) { try Connection(database.settings().forWriting) }
    }
}
