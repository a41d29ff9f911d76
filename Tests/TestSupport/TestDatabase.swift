package import Postgres
import Synchronization

/// An empty database on this process's private cluster.
package struct TestDatabase: Sendable {
    package let name: String
    package let cluster: RunningCluster

    private static let counter = Atomic<Int>(0)

    /// A new database; it goes when the process ends, or with `drop()`.
    ///
    /// With a template (a database nobody is connected to) it starts as a copy, which is the fast
    /// way to a migrated one.
    package static func create(
        template: String? = nil, isDurable: Bool = true
    ) throws -> TestDatabase {
        let cluster = isDurable ? try TestCluster.durable() : try TestCluster.fast()
        let number = counter.add(1, ordering: .relaxed).newValue
        let database = TestDatabase(name: "test_\(number)", cluster: cluster)
        let source = template.map { " TEMPLATE \($0)" } ?? ""
        try database.administer("CREATE DATABASE \(database.name)\(source)")
        return database
    }

    /// Lends a new database and drops it afterwards.
    package static func with<Value>(
        template: String? = nil, isDurable: Bool = true, _ body: (TestDatabase) throws -> Value
    ) throws -> Value {
        let database = try create(template: template, isDurable: isDurable)
        defer { database.drop() }
        return try body(database)
    }

    /// Lends a new database to an asynchronous test and drops it afterwards.
    package static func with<Value>(
        template: String? = nil, isDurable: Bool = true,
        _ body: (TestDatabase) async throws -> Value
    ) async throws -> Value {
        let database = try create(template: template, isDurable: isDurable)
        defer { database.drop() }
        return try await body(database)
    }

    /// How to connect, as the cluster's superuser unless told otherwise.
    package func settings(role: String = EmbeddedCluster.superuser) -> ConnectionSettings {
        cluster.settings(role: role, database: name)
    }

    /// A new connection.
    package func connect(
        role: String = EmbeddedCluster.superuser
    ) throws(PostgresError) -> Connection {
        try Connection(settings(role: role))
    }

    /// Ends every connection to the database and removes it.
    package func drop() {
        // The cluster goes with the process, so a failure here leaves nothing behind.
        try? administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }

    private func administer(_ sql: String) throws(PostgresError) {
        try Connection(cluster.settings(database: "postgres")).execute(sql)
    }
}
