package import Events
import Postgres

// Where the books end that are asked for as they were known.

extension Reprojection {
    /// Books that end at a position of the log.
    package func end(atPosition position: Int64) throws -> GenerationEnd {
        let head = try store.head(source: source.sourceID)
        guard position >= 1, position <= head else {
            throw ProjectionError.noSuchEnd(
                source: source.name,
                reason: "its log ends at position \(head), and \(position) was asked for")
        }
        return GenerationEnd(position: position, time: nil)
    }

    /// Books as they were known at a time: everything received by then, and every deadline that had
    /// passed; nil when nothing had been received.
    package func end(receivedBy time: Timestamp) throws -> GenerationEnd? {
        // The clock first, then the head through its lock: whatever was received by now is there.
        let settled = try connection.query(
            "SELECT at, head FROM projection.settled_head($1)", [.int32(source.sourceID)]
        ).onlyRow()
        let (now, head) = (try settled.timestamp(0), try settled.int64(1))
        guard time <= now else {
            throw ProjectionError.noSuchEnd(
                source: source.name,
                reason: "\(time) is not past; by the database's clock it is"
                    + " \(now)")
        }
        let position = try connection.query(
            "SELECT projection.position_known_at($1, $2, $3)",
            [.int32(source.sourceID), .int64(head), .timestamp(time)]
        ).onlyRow().int64(0)
        return position > 0 ? GenerationEnd(position: position, time: time) : nil
    }
}
