package import Events
package import Postgres

/// What became of a decision on its way into the log.
package struct AppendedDecision: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case appended
        /// The same decision under the same key stands there already.
        case duplicate
        /// The key stands for another decision; this one is kept and never folded.
        case conflict
    }

    package var status: Status
    /// Of the event, or of the one that it repeats.
    package var position: Int64
}

extension Connection {
    /// Appends an operator's decision; the role must be granted `trueup_operator`.
    ///
    /// Durable when this returns, whatever commit level the database or the role had set. When it
    /// throws a connection-lost error or a warning the outcome is in doubt: the same decision under
    /// the same key is written once, so the way out is to append it again.
    package func appendDecision(
        source: String, key: String, word: String, subject: String, decidedAt: Timestamp,
        body: [UInt8]
    ) throws(PostgresError) -> AppendedDecision {
        try DurabilityCheck.apply(AppenderOptions().commitLevel, to: self)
        // Whatever was said before has nothing to do with this commit.
        _ = takeNotices()
        let row = try queryOnce(
            """
            SELECT appended.status, appended.position
            FROM log.source AS s
            CROSS JOIN LATERAL log.append_decision(s.source_id, $2, $3, $4, $5, $6) AS appended
            WHERE s.name = $1
            """,
            [
                .text(source), .text(key), .text(word), .text(subject), .timestamp(decidedAt),
                .bytes(body),
            ]
        ).onlyRow()
        try DurabilityCheck.refuseWarning(of: self)
        let status = AppendedDecision.Status(rawValue: try row.text(0)) ?? .conflict
        return AppendedDecision(status: status, position: try row.int64(1))
    }
}
