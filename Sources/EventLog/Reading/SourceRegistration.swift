package import Postgres

extension Connection {
    /// Registers a source with an empty log, or finds it; throws when it was registered for another
    /// provider or environment (SQLSTATE TL003).
    package func registerSource(
        name: String, provider: String, environment: String
    ) throws(PostgresError) -> Int32 {
        let result = try query(
            "SELECT log.register_source($1, $2, $3)",
            [.text(name), .text(provider), .text(environment)])
        return try result.onlyRow().int32(0)
    }
}
