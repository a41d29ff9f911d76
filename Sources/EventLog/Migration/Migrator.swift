internal import Cryptography
package import Postgres
package import Schema

/// Brings a database to the schema that is built into the binary, forward only.
///
/// Every step is a transaction of its own: it takes the lock on the record of steps, looks again
/// whether the step is still to be done, runs it as `trueup_owner` and records it. Two migrators at
/// once therefore share the work, and one that is killed leaves whole steps.
package struct Migrator {
    private let connection: Connection
    private let steps: [SchemaStep]
    private let requiredRoles: [String]
    private let lockTimeoutMilliseconds: Int

    package init(
        _ connection: Connection, steps: [SchemaStep] = Schema.steps,
        requiredRoles: [String] = Migrator.grantedRoles, lockTimeoutMilliseconds: Int = 10_000
    ) {
        self.connection = connection
        self.steps = steps
        self.requiredRoles = requiredRoles
        self.lockTimeoutMilliseconds = lockTimeoutMilliseconds
    }

    /// The SQL that an administrator runs once, in trueup's database.
    package static var rolesScript: String { Schema.roles }

    /// How the schema stands; reads only.
    package func check() throws(MigrationError) -> SchemaState {
        try requireSupport()
        return try asMigration { () throws(PostgresError) in
            SchemaState.judge(applied: try applied(), steps: steps)
        }
    }

    /// Applies what is missing and returns the names of the steps that this call applied.
    @discardableResult
    package func migrate() throws(MigrationError) -> [String] {
        let state = try check()
        switch state {
        case .upToDate: return []
        case .ahead, .altered: throw .notApplicable(state)
        case .behind: break
        }
        try requireRoles()
        try makeRecord()
        var done: [String] = []
        for step in steps where try apply(step) {
            done.append(step.name)
        }
        return done
    }
}

extension Migrator {
    private func requireSupport() throws(MigrationError) {
        guard connection.serverVersion >= 150_000 else {
            throw .unsupportedVersion(connection.serverVersion)
        }
        let encoding = connection.parameterStatus("server_encoding") ?? "an unknown encoding"
        guard encoding == "UTF8" else { throw .unsupportedEncoding(encoding) }
    }

    /// The record of steps, oldest first; empty in a database that was never migrated.
    private func applied() throws(PostgresError) -> [AppliedStep] {
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
    private func makeRecord() throws(MigrationError) {
        do {
            try connection.transaction { () throws(PostgresError) in
                try becomeOwner()
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
    private func apply(_ step: SchemaStep) throws(MigrationError) -> Bool {
        do {
            return try connection.transaction { () throws(PostgresError) in
                try becomeOwner()
                try connection.execute("LOCK TABLE migration.applied IN SHARE ROW EXCLUSIVE MODE")
                let recorded = try applied()
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
    private func requireRoles() throws(MigrationError) {
        guard try isMember() else { throw .rolesMissing }
        let missing = try asMigration { () throws(PostgresError) in
            try connection.queryOnce(
                """
                SELECT role FROM pg_catalog.unnest($1::text[]) AS role
                WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) LIMIT 1
                """, [.array(requiredRoles)]
            ).map { row throws(PostgresError) in try row.text(0) }.first
        }
        if let missing { throw .roleMissing(missing) }
    }

    /// The roles that the steps grant to; an administrator may have made them for an earlier
    /// version, which knew fewer.
    package static let grantedRoles = [
        "trueup_reader", "trueup_auditor", "trueup_intake", "trueup_service", "trueup_operator",
    ]

    private func isMember() throws(MigrationError) -> Bool {
        do {
            let membership = try connection.queryOnce(
                "SELECT pg_catalog.pg_has_role(session_user, 'trueup_owner', 'MEMBER')")
            return try membership.onlyRow().bool(0)
        } catch {
            guard error.isUndefined else { throw .database(error) }
            return false
        }
    }

    private func becomeOwner() throws(PostgresError) {
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
        GRANT USAGE ON SCHEMA migration TO trueup_auditor, trueup_intake, trueup_operator;
        GRANT SELECT ON migration.applied TO trueup_auditor, trueup_intake, trueup_operator;
        """
}
