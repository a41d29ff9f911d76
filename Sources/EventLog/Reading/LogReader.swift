package import Events
package import Postgres

/// A registered source.
package struct LogSource: Hashable, Sendable {
    package let sourceID: Int32
    package let name: String
    package let provider: String
    package let environment: String
    package let registeredAt: Timestamp
}

/// Where a source's log ends.
package struct LogHead: Hashable, Sendable {
    package let sourceID: Int32
    /// Zero while the log is empty.
    package let position: Int64
    package let chain: [UInt8]
    /// Of the last event; of the registration while the log is empty.
    package let receivedAt: Timestamp
    package let epoch: Int32
}

/// Reads the log.
///
/// Positions are dense and appear in their order: whoever asks for what comes after
/// the last position it has seen misses nothing.
package struct LogReader {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The next events of a source, ascending by position; at least one where there is one, and
    /// further ones as long as their bodies fit in `octetLimit`.
    package func events(
        of sourceID: Int32, after position: Int64, limit: Int, octetLimit: Int64 = 32 << 20
    ) throws(PostgresError) -> [LoggedEvent] {
        let rows = try connection.query(
            """
            SELECT \(Self.columns) FROM (
                SELECT *, sum(octet_length(body)) OVER (
                    ORDER BY position ROWS UNBOUNDED PRECEDING) AS octets
                FROM log.event
                WHERE source_id = $1 AND position > $2 AND position <= $2 + $3) AS next
            WHERE octets <= $4 OR position = $2 + 1
            ORDER BY position
            """,
            [
                .int32(sourceID), .int64(position), .int64(Int64(limit)), .int64(octetLimit),
            ])
        var events: [LoggedEvent] = []
        events.reserveCapacity(rows.count)
        for row in rows { events.append(try Self.event(row)) }
        return events
    }

    /// The event at a position, or nil when there is none.
    package func event(
        of sourceID: Int32, at position: Int64
    ) throws(PostgresError) -> LoggedEvent? {
        let rows = try connection.query(
            "SELECT \(Self.columns) FROM log.event WHERE source_id = $1 AND position = $2",
            [.int32(sourceID), .int64(position)])
        guard let row = rows.first else { return nil }
        return try Self.event(row)
    }

    /// The heads of all sources, ascending by source.
    package func heads() throws(PostgresError) -> [LogHead] {
        var heads: [LogHead] = []
        for row in try connection.query(
            "SELECT source_id, position, chain, received_at, epoch FROM log.head ORDER BY source_id"
        ) {
            heads.append(
                LogHead(
                    sourceID: try row.int32(0), position: try row.int64(1),
                    chain: try row.bytes(2), receivedAt: try row.timestamp(3),
                    epoch: try row.int32(4)))
        }
        return heads
    }

    /// All registered sources, ascending by their id.
    package func sources() throws(PostgresError) -> [LogSource] {
        var sources: [LogSource] = []
        for row in try connection.query(
            """
            SELECT source_id, name, provider, environment, registered_at
            FROM log.source ORDER BY source_id
            """)
        {
            sources.append(
                LogSource(
                    sourceID: try row.int32(0), name: try row.text(1), provider: try row.text(2),
                    environment: try row.text(3), registeredAt: try row.timestamp(4)))
        }
        return sources
    }

    private static let columns = """
        source_id, position, kind, event_id, repeats, type, decode_error, subject, created_at,
        received_at, attempt, body
        """

    private static func event(_ row: Row) throws(PostgresError) -> LoggedEvent {
        let kindName = try row.text(2)
        guard let kind = EventKind(rawValue: kindName) else {
            throw PostgresError(
                sqlState: .unexpectedResult,
                message: "the log holds an event of the kind \(kindName), which this version does"
                    + " not know")
        }
        return LoggedEvent(
            sourceID: try row.int32(0), position: try row.int64(1), kind: kind,
            eventID: try row.text(3), repeats: try row.int64OrNil(4), type: try row.textOrNil(5),
            decodeError: try row.textOrNil(6), subject: try row.textOrNil(7),
            createdAt: try row.timestampOrNil(8), receivedAt: try row.timestamp(9),
            attempt: try row.int32OrNil(10), body: try row.bytes(11))
    }
}
