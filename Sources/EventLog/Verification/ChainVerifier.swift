internal import Cryptography
package import Postgres

/// Recomputes every source's chain in one streaming pass, in memory that does not grow with the log.
///
/// Nothing here is shared with the SQL that wrote the chain: the formula stands twice, in
/// `log.append_events` and in `ChainLink`, so that a fault in one of them shows.
package struct ChainVerifier {
    private let connection: Connection

    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Verifies all sources as of one moment; events that are appended meanwhile are not looked at.
    package func verify() throws(PostgresError) -> ChainReport {
        try connection.transaction(.repeatableRead, readOnly: true) { () throws(PostgresError) in
            let reader = LogReader(connection)
            let heads = Dictionary(grouping: try reader.heads(), by: \.sourceID)
            let epochs = try epochs()
            var report = ChainReport()
            for source in try reader.sources() {
                report.sources.append(
                    try verify(
                        source, head: heads[source.sourceID]?.first,
                        epochs: epochs[source.sourceID] ?? []))
            }
            return report
        }
    }

    private func verify(
        _ source: LogSource, head: LogHead?, epochs: [EpochStart]
    ) throws(PostgresError) -> ChainReport.SourceReport {
        var walk = ChainWalk(source: source, epochs: epochs)
        try connection.stream(
            """
            SELECT \(ChainLink.columns) FROM log.event WHERE source_id = $1 ORDER BY position
            """, [.int32(source.sourceID)]
        ) { row throws(PostgresError) in try walk.visit(row) }
        walk.arrive(at: head)
        return ChainReport.SourceReport(
            sourceID: source.sourceID, name: source.name, intactEvents: walk.intactEvents,
            headPosition: head?.position ?? 0, headChain: head?.chain ?? [],
            failure: walk.failure)
    }

    private func epochs() throws(PostgresError) -> [Int32: [EpochStart]] {
        var epochs: [Int32: [EpochStart]] = [:]
        for row in try connection.query(
            "SELECT source_id, epoch, first_position FROM log.epoch ORDER BY source_id, epoch")
        {
            epochs[try row.int32(0), default: []].append(
                EpochStart(epoch: try row.int32(1), firstPosition: try row.int64(2)))
        }
        return epochs
    }
}

/// From which position on an epoch counts.
struct EpochStart: Hashable, Sendable {
    let epoch: Int32
    let firstPosition: Int64
}
