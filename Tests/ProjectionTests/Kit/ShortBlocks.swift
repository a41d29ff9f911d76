import Postgres

extension ProjectionFixture {
    /// Makes blocks of positions so short that a small history has many of them; call it before
    /// anything is folded.
    func shortenBlocks(to length: Int) throws(PostgresError) {
        try superuser.execute(
            """
            CREATE OR REPLACE FUNCTION projection.block_length() RETURNS bigint
                LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN \(length)
            """)
    }
}
