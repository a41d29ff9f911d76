package import Postgres

/// Why the schema was not migrated or could not be judged.
package enum MigrationError: Error, Hashable, Sendable {
    /// The database's encoding, which must be UTF8.
    case unsupportedEncoding(String)
    /// The server's version as libpq counts it, which must be 15 or later.
    case unsupportedVersion(Int)
    /// The roles are missing, or the role that migrates is not a member of `trueup_owner`.
    case rolesMissing
    /// A role that this version needs beside those of an earlier one.
    case roleMissing(String)
    /// The schema is ahead or altered: nothing was applied.
    case notApplicable(SchemaState)
    /// Another session holds a lock that the step needs.
    case locked(step: String, PostgresError)
    case failed(step: String, PostgresError)
    case database(PostgresError)
}

extension MigrationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unsupportedEncoding(let encoding):
            "the database is encoded in \(encoding): create one with ENCODING 'UTF8'"
        case .unsupportedVersion(let version):
            "the server is PostgreSQL \(version / 10_000): trueup needs 15 or later"
        case .rolesMissing:
            "this role cannot become trueup_owner: let an administrator run the SQL of"
                + " trueup migrate --print-roles and grant trueup_owner to this role"
        case .roleMissing(let role):
            "the database has no role \(role), which this version needs: let an administrator run"
                + " the SQL of trueup migrate --print-roles again, then run trueup migrate"
        case .notApplicable(let state): state.description
        case .locked(let step, let error):
            "\(step) waited too long for a lock: \(error.message): end long transactions on the"
                + " database and run trueup migrate again"
        case .failed(let step, let error): "\(step) failed and was rolled back: \(error)"
        case .database(let error): error.description
        }
    }
}
