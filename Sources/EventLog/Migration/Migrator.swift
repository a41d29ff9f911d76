internal import Cryptography
package import Postgres
package import Schema

/// Brings a database to the schema that is built into the binary, forward only.
///
/// Every step is a transaction of its own: it takes the lock on the record of steps, looks again
/// whether the step is still to be done, runs it as `trueup_owner` and records it. Two migrators at
/// once therefore share the work, and one that is killed leaves whole steps.
package struct Migrator: Sendable {
    private let steps: [SchemaStep]
    private let lockTimeoutMilliseconds: Int

    package init(steps: [SchemaStep] = Schema.steps, lockTimeoutMilliseconds: Int = 10_000) {
        self.steps = steps
        self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
    }

    /// The SQL that an administrator runs once, in trueup's database.
    package static var rolesSQL: String { Schema.roles }

    /// Makes the roles, as a superuser: for the embedded cluster and for tests.
    package static func makeRoles(_ connection: Connection) throws(PostgresError) {
        try connection.execute(Schema.roles)
    }

    /// How the schema stands; reads only.
    package func check(_ connection: Connection) throws(MigrationError) -> SchemaState {
        try requireSupport(connection)
        return try asMigration { () throws(PostgresError) in
            SchemaState.judge(applied: try applied(connection), steps: steps)
        }
    }

    /// Applies what is missing and returns the names of the steps that this call applied.
    package func migrate(_ connection: Connection) throws(MigrationError) -> [String] {
        let state = try check(connection)
        switch state {
        case .upToDate: return []
        case .ahead, .altered: throw .notApplicable(state)
        case .behind: break
        }
        try requireRoles(connection)
        try makeRecord(connection)
        var done: [String] = []
        for step in steps where try apply(step, connection) {
            done.append(step.name)
        }
        return done
    }
}

extension Migrator {
    private func requireSupport(_ connection: Connection) throws(MigrationError) {
        guard connection.serverVersion >= 150_000 else {
            throw .unsupportedVersion(connection.serverVersion)
        }
        let encoding = connection.parameterStatus("server_encoding") ?? "an unknown encoding"
        guard encoding == "UTF8" else { throw .unsupportedEncoding(encoding) }
    }

    /// The record of steps, oldest first; empty in a database that was never migrated.
    private func applied(_ connection: Connection) throws(PostgresError) -> [AppliedStep] {
        let exists = try connection.queryOnce(
            "SELECT pg_catalog.to_regclass('migration.applied') IS NOT NULL")
        guard try exists.onlyRow().bool(0) else { return [] }
        var steps: [AppliedStep] = []
        for row in try connection.queryOnce(
            "SELECT name, sha256 FROM migration.applied ORDER BY ordinal")
        {
            steps.append(AppliedStep(name: try row.text(0), digest: try row.bytes(1)))
        }
        return steps
    }

    /// Makes the record of steps in a database that was never migrated.
    private func makeRecord(_ connection: Connection) throws(MigrationError) {
        do {
            try connection.transaction { () throws(PostgresError) in
                try becomeOwner(connection)
                let exists = try connection.queryOnce(
                    "SELECT pg_catalog.to_regclass('migration.applied') IS NOT NULL")
                if try exists.onlyRow().bool(0) { return }
                try connection.execute(Self.recordSQL)
            }
        } catch {
            // Another migrator made it in this moment.
            let exists = ["42P06", "42P07", "23505"].contains(error.sqlState.rawValue)
            guard exists else { throw Self.explain(error, step: "the record of migrations") }
        }
    }

    /// Applies one step unless it is done; returns whether this call did it.
    private func apply(
        _ step: SchemaStep, _ connection: Connection
    ) throws(MigrationError) -> Bool {
        do {
            return try connection.transaction { () throws(PostgresError) in
                try becomeOwner(connection)
                try connection.execute("LOCK TABLE migration.applied IN SHARE ROW EXCLUSIVE MODE")
                let recorded = try applied(connection)
                let digest = SHA256.digest(of: step.sql)
                let isDone = recorded.last { $0.name == step.name }?.digest == digest
                if isDone { return false }
                try connection.execute(String(decoding: step.sql, as: UTF8.self))
                _ = try connection.queryOnce(
                    """
                    INSERT INTO migration.applied (ordinal, name, sha256, applied_at, applied_by)
                    SELECT coalesce(max(ordinal), 0) + 1, $1, $2, clock_timestamp(), session_user
                    FROM migration.applied
                    """, [.text(step.name), .bytes(digest)])
                return true
            }
        } catch {
            throw Self.explain(error, step: step.name)
        }
    }

    /// Refuses with the way out before anything else fails for want of the roles.
    private func requireRoles(_ connection: Connection) throws(MigrationError) {
        do {
            let membership = try connection.queryOnce(
                "SELECT pg_catalog.pg_has_role(session_user, 'trueup_owner', 'MEMBER')")
            if try membership.onlyRow().bool(0) { return }
        } catch {
            guard error.isUndefined else { throw .database(error) }
        }
        throw .rolesMissing
    }

    private func becomeOwner(_ connection: Connection) throws(PostgresError) {
        try connection.execute(
            """
            SET LOCAL lock_timeout = \(lockTimeoutMilliseconds);
            SET LOCAL ROLE trueup_owner
            """)
    }

    private static func explain(_ error: PostgresError, step: String) -> MigrationError {
        if error.sqlState == .lockNotAvailable { return .locked(step: step, error) }
        return error.isConnectionLost ? .database(error) : .failed(step: step, error)
    }

    private func asMigration<Value>(
        _ body: () throws(PostgresError) -> Value
    ) throws(MigrationError) -> Value {
        do { return try body() } catch { throw .database(error) }
    }

    private static let recordSQL = """
        CREATE SCHEMA migration;
        CREATE TABLE migration.applied (
            ordinal integer NOT NULL PRIMARY KEY,
            name text NOT NULL,
            sha256 bytea NOT NULL,
            applied_at timestamptz NOT NULL,
            applied_by text NOT NULL
        );
        COMMENT ON TABLE migration.applied IS
            'Every step that was applied, a replaced object once for each of its texts.';
        GRANT USAGE ON SCHEMA migration TO trueup_service, trueup_auditor;
        GRANT SELECT ON migration.applied TO trueup_service, trueup_auditor;
        """
}
