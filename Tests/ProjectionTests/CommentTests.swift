import Postgres
import TestSupport
import Testing

/// Whoever opens the schema in a tool of their own finds everything explained there.
@Suite struct CommentTests {
    @Test func everythingThatUsersMayCallOrReadIsExplained() throws {
        try ProjectionFixture.with { fixture in
            let objects = try fixture.lines(
                """
                SELECT 'view ' || c.relname, obj_description(c.oid, 'pg_class')
                FROM pg_class c WHERE c.relnamespace = 'trueup'::regnamespace
                UNION ALL
                SELECT 'column ' || c.relname || '.' || a.attname, col_description(c.oid, a.attnum)
                FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                WHERE c.relnamespace = 'trueup'::regnamespace
                UNION ALL
                SELECT 'function ' || p.proname, obj_description(p.oid, 'pg_proc')
                FROM pg_proc p WHERE p.pronamespace = 'trueup'::regnamespace
                """)
            #expect(objects.contains { $0.hasPrefix("function balance_at|") })
            #expect(objects.contains { $0.hasPrefix("column daily_balances.next_day|") })
            // A sentence or at least a word, and its full stop.
            let unexplained = objects.filter { !$0.contains(#/\|.{3,}[.…]$/#) }
            #expect(unexplained == [])
        }
    }

    /// A function that reads for its caller must not be one that everybody may call.
    @Test func noFunctionIsOpenToEverybody() throws {
        try ProjectionFixture.with { fixture in
            let open = try fixture.lines(
                """
                SELECT p.oid::regprocedure FROM pg_proc p
                WHERE p.pronamespace IN ('trueup'::regnamespace, 'projection'::regnamespace)
                  AND p.prosecdef AND has_function_privilege('public', p.oid, 'EXECUTE')
                """)
            #expect(open == [])
            let reader = try fixture.database.connect(role: "trueup_reader")
            let error = #expect(throws: PostgresError.self) {
                try reader.queryOnce("SELECT * FROM projection.entry_changes(1, 1, 0, 9)")
            }
            #expect(error?.isInsufficientPrivilege == true)
        }
    }
}
