internal import Events
internal import Postgres

/// One transaction of the appender: one call of `log.append` per source, sources ascending.
struct AppendTransaction {
    /// What the database did with the deliveries, in their order.
    struct Result {
        var outcomes: [AppendOutcome]
        /// How far `received_at` was ahead of the server's clock.
        var clampedMicroseconds: Int64
        /// The last position that this transaction gave, per source.
        var newHeads: [(sourceID: Int32, position: Int64)]
    }

    let connection: Connection

    /// Appends and commits; the deliveries must be sorted by `Delivery.batchOrder`.
    func append(_ deliveries: ArraySlice<PendingDelivery>) throws(PostgresError) -> Result {
        // Whatever was said before has nothing to do with this commit.
        _ = connection.takeNotices()
        let result = try connection.transaction { () throws(PostgresError) in
            var result = Result(outcomes: [], clampedMicroseconds: 0, newHeads: [])
            var rest = deliveries
            while let first = rest.first?.delivery {
                let group = rest.prefix { first.sharesCall(with: $0.delivery) }
                try call(first, group, &result)
                rest = rest.dropFirst(group.count)
            }
            return result
        }
        try DurabilityCheck.refuseWarning(of: connection)
        return result
    }

    private func call(
        _ first: Delivery, _ group: ArraySlice<PendingDelivery>, _ result: inout Result
    ) throws(PostgresError) {
        let rows = try connection.query(Self.sql, Self.parameters(first, group.map(\.delivery)))
        guard rows.count == group.count else {
            throw PostgresError(
                sqlState: .unexpectedResult,
                message: "log.append answered \(rows.count) rows for \(group.count) deliveries")
        }
        var newHead: Int64 = 0
        for row in rows {
            let position = try row.int64(1)
            let outcome = try Self.outcome(status: try row.text(0), position: position)
            if case .duplicate = outcome {} else { newHead = max(newHead, position) }
            result.outcomes.append(outcome)
            result.clampedMicroseconds = max(result.clampedMicroseconds, try row.int64(2))
        }
        if newHead > 0 { result.newHeads.append((first.sourceID, newHead)) }
    }

    private static func outcome(
        status: String, position: Int64
    ) throws(PostgresError) -> AppendOutcome {
        switch status {
        case "appended": return .appended(position: position)
        case "duplicate": return .duplicate(position: position)
        case "conflict": return .conflict(position: position)
        default:
            throw PostgresError(
                sqlState: .unexpectedResult,
                message: "log.append answered the status \(status), which this version"
                    + " does not know")
        }
    }

    private static let sql = """
        SELECT status, position, clamped_microseconds
        FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ORDER BY item
        """

    private static func parameters(_ first: Delivery, _ group: [Delivery]) -> [Parameter] {
        let envelopes = group.map { try? $0.reading.get() }
        return [
            .int32(first.sourceID),
            .array(envelopes.map { $0?.statedID }),
            .array(envelopes.map { $0?.type }),
            .array(group.map(\.decodeError)),
            .array(envelopes.map { $0?.subject }),
            .array(envelopes.map { $0?.createdAt }),
            .array(envelopes.map { $0?.attempt }),
            .array(group.map(\.proof)),
            .array(envelopes.map { $0?.content }),
            .array(group.map(\.body)),
            .int32(first.retryWindowSeconds),
        ]
    }
}

extension Delivery {
    /// Whether one call of `log.append` can take both.
    fileprivate func sharesCall(with other: Delivery) -> Bool {
        sourceID == other.sourceID && retryWindowSeconds == other.retryWindowSeconds
    }

    /// Heads are locked in ascending order, so that two writers never wait for each other.
    static func batchOrder(_ left: PendingDelivery, _ right: PendingDelivery) -> Bool {
        (left.delivery.sourceID, left.delivery.retryWindowSeconds)
            < (right.delivery.sourceID, right.delivery.retryWindowSeconds)
    }

    fileprivate var decodeError: String? {
        guard case .failure(let error) = reading else { return nil }
        return error.reason
    }
}

extension Envelope {
    fileprivate var statedID: String? {
        guard case .stated(let id) = identity else { return nil }
        return id
    }
}
