import Glibc
package import Postgres

/// The private PostgreSQL clusters of this test process: started at first use, gone with it.
package enum TestCluster {
    /// Writes as carefully as in production: for everything that tests or checks durability.
    package static func durable() throws -> RunningCluster { try durableCluster.get() }

    /// Does not wait for the disk: for tests that only need SQL.
    package static func fast() throws -> RunningCluster { try fastCluster.get() }

    private static let durableCluster = start(extraSettings: [:])
    private static let fastCluster = start(extraSettings: [
        "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off",
    ])

    private static func start(extraSettings: [String: String]) -> Result<RunningCluster, any Error>
    {
        Result {
            let directory = try TemporaryDirectory.untilExit()
            var settings = ["shared_buffers": "128MB", "max_connections": "200"]
            settings.merge(extraSettings) { _, extra in extra }
            return try EmbeddedCluster(dataDirectory: directory, extraSettings: settings).start()
        }
    }
}
