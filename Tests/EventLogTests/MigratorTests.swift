import Postgres
import Runtime
import Schema
import Synchronization
import TestSupport
import Testing

@testable import EventLog

@Suite struct MigratorTests {
    private static let first = SchemaStep.migration("m1", Array("CREATE TABLE one ()".utf8))
    private static let second = SchemaStep.migration("m2", Array("CREATE TABLE two ()".utf8))
    private static func function(_ answer: Int) -> SchemaStep {
        .replaceable(
            "f",
            Array("CREATE OR REPLACE FUNCTION f() RETURNS int RETURN \(answer)".utf8))
    }

    private func check(
        _ connection: Connection, _ steps: [SchemaStep] = Schema.steps
    ) throws -> SchemaState {
        try Migrator(connection, steps: steps).check()
    }

    @discardableResult
    private func migrate(
        _ connection: Connection, _ steps: [SchemaStep] = Schema.steps
    ) throws -> [String] {
        try Migrator(connection, steps: steps).migrate()
    }

    /// A database with the roles, and a search path and owner's rights that suit the steps above.
    private func withRoles(_ body: (TestDatabase, Connection) throws -> Void) throws {
        try TestDatabase.with(isDurable: false) { database in
            let connection = try database.connect()
            try connection.execute(Migrator.rolesScript)
            try connection.execute("GRANT CREATE ON SCHEMA public TO trueup_owner")
            try body(database, connection)
        }
    }

    @Test func bringsAnEmptyDatabaseUpToDate() throws {
        try withRoles { _, connection in
            let names = Schema.steps.map(\.name)
            #expect(try check(connection) == .behind(names))
            let applied = try migrate(connection)
            #expect(applied == names)
            #expect(try check(connection) == .upToDate)
            #expect(try migrate(connection) == [])
            #expect(
                try connection.int64(
                    """
                    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                    WHERE nspname = 'log' AND relowner <> 'trueup_owner'::regrole
                    """) == 0)
        }
    }

    @Test func judgesEveryState() throws {
        try withRoles { _, connection in
            func state(_ steps: [SchemaStep]) throws -> SchemaState {
                try check(connection, steps)
            }
            try migrate(connection, [Self.first, Self.function(1)])
            #expect(try state([Self.first, Self.function(1)]) == .upToDate)
            #expect(try state([Self.first, Self.function(1), Self.second]) == .behind(["m2"]))
            #expect(try state([Self.first]) == .ahead(["f"]))
            #expect(try state([Self.first, Self.function(2)]) == .behind(["f"]))
            let edited = SchemaStep.migration("m1", Array("CREATE TABLE other ()".utf8))
            #expect(try state([edited, Self.function(1), Self.second]) == .altered(["m1"]))
        }
    }

    @Test func replacesAnEditedFunctionAndKnowsTheOlderBinary() throws {
        try withRoles { _, connection in
            try migrate(connection, [Self.function(1)])
            #expect(try migrate(connection, [Self.function(2)]) == ["f"])
            #expect(try connection.queryOnce("SELECT f()").onlyRow().int32(0) == 2)
            #expect(try check(connection, [Self.function(1)]) == .ahead(["f"]))
            #expect(throws: MigrationError.notApplicable(.ahead(["f"]))) {
                try migrate(connection, [Self.function(1)])
            }
        }
    }

    @Test func aFailedStepLeavesTheStepsBeforeIt() throws {
        try withRoles { _, connection in
            let broken = SchemaStep.migration("m2", Array("CREATE TABLE two (); SELECT 1/0".utf8))
            let error = #expect(throws: MigrationError.self) {
                try migrate(connection, [Self.first, broken])
            }
            #expect(error?.description.hasPrefix("m2 failed and was rolled back: ") == true)
            #expect(
                try check(connection, [Self.first, broken]) == .behind(["m2"]))
            let two = try connection.queryOnce("SELECT to_regclass('two') IS NULL").onlyRow()
            #expect(try two.bool(0))
        }
    }

    @Test func twoMigratorsAtOnceShareTheWork() throws {
        try withRoles { database, connection in
            let applied = Mutex<[String]>([])
            let failures = Mutex<[String]>([])
            let workers = try (0..<2).map { number in
                try Worker("migrator \(number)") {
                    do {
                        let names = try migrate(database.connect())
                        applied.withLock { $0 += names }
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
            for worker in workers { worker.join() }
            #expect(failures.withLock { $0 } == [])
            #expect(applied.withLock { $0.sorted() } == Schema.steps.map(\.name).sorted())
            #expect(try check(connection) == .upToDate)
        }
    }

    @Test func needsNoSuperuserOnceTheRolesAreThere() throws {
        try withRoles { database, connection in
            try connection.execute("CREATE ROLE deployer_\(database.name) LOGIN")
            let deployer = try database.connect(role: "deployer_\(database.name)")
            #expect(throws: MigrationError.rolesMissing) { try migrate(deployer) }
            try connection.execute("GRANT trueup_owner TO deployer_\(database.name)")
            #expect(try migrate(deployer) == Schema.steps.map(\.name))
            // The service finds its schema up to date without rights of its own to change it.
            let service = try database.connect(role: "trueup_service")
            #expect(try check(service) == .upToDate)
            #expect(throws: MigrationError.rolesMissing) {
                try migrate(service, Schema.steps + [Self.first])
            }
        }
    }

    /// As on a server whose roles were made for an earlier version.
    @Test func namesTheRoleThatALaterVersionNeeds() throws {
        try withRoles { _, connection in
            let migrator = Migrator(
                connection, steps: [Self.first],
                requiredRoles: Migrator.grantedRoles + ["trueup_later"])
            let error = #expect(throws: MigrationError.roleMissing("trueup_later")) {
                try migrator.migrate()
            }
            #expect(error?.description.contains("no role trueup_later") == true)
            #expect(error?.description.contains("migrate --print-roles again") == true)
            let state = try check(connection, [Self.first])
            #expect(state == .behind(["m1"]))
        }
    }

    /// An administrator runs it again for each version that needs more.
    @Test func theRolesCanBeMadeAgain() throws {
        try withRoles { _, connection in
            try connection.execute(Migrator.rolesScript)
            let roles = try connection.queryOnce(
                "SELECT count(*) FROM pg_roles WHERE rolname = ANY ($1)",
                [.array(Migrator.grantedRoles)])
            #expect(try roles.onlyRow().int64(0) == 5)
        }
    }

    @Test func givesUpOnALockInTime() throws {
        try withRoles { database, connection in
            try migrate(connection, [Self.first])
            let other = try database.connect()
            try other.execute("BEGIN; LOCK TABLE one")
            let altering = SchemaStep.migration("m2", Array("ALTER TABLE one ADD c int".utf8))
            let error = #expect(throws: MigrationError.self) {
                try Migrator(
                    connection, steps: [Self.first, altering], lockTimeoutMilliseconds: 50
                ).migrate()
            }
            guard case .locked(step: "m2", _) = error else {
                Issue.record("expected a lock timeout of m2, not \(String(describing: error))")
                return
            }
        }
    }

    @Test func refusesAnotherEncoding() throws {
        try TestDatabase.with(isDurable: false) { database in
            let name = "\(database.name)_latin"
            let connection = try database.connect()
            try connection.execute(
                "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
            let latin = try Connection(database.settings().setting("dbname", to: name))
            #expect(throws: MigrationError.unsupportedEncoding("LATIN1")) {
                try check(latin)
            }
            latin.close()
            try connection.execute("DROP DATABASE \(name)")
        }
    }
}
