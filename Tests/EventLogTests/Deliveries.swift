import Events
import Postgres
import Synchronization
import TestSupport

@testable import EventLog

extension Delivery {
    /// A webhook whose body was decoded.
    static func webhook(
        _ sourceID: Int32, id: String?, body: String, createdAt: Timestamp? = nil,
        content: String? = nil, attempt: Int32? = nil, retryWindowSeconds: Int32 = 86_400
    ) -> Delivery {
        let envelope = Envelope(
            identity: id.map(EventIdentity.stated) ?? .derived, type: "card.updated",
            subject: "card_1", createdAt: createdAt, attempt: attempt,
            content: content.map { Array($0.utf8) })
        return Delivery(
            sourceID: sourceID, reading: .success(envelope), proof: "sha512=00",
            body: Array(body.utf8), retryWindowSeconds: retryWindowSeconds)
    }

    static func undecodable(_ sourceID: Int32, body: String) -> Delivery {
        Delivery(
            sourceID: sourceID, reading: .failure(DecodeError("not JSON")), proof: nil,
            body: Array(body.utf8))
    }
}

extension Connection {
    /// Appends in one transaction, as the appender does.
    func append(_ deliveries: [Delivery]) throws(PostgresError) -> [AppendOutcome] {
        let pending = deliveries.map {
            PendingDelivery(delivery: $0, octets: $0.octets, completion: { _ in })
        }
        return try AppendTransaction(connection: self).append(pending[...]).outcomes
    }

    func register(_ name: String) throws(PostgresError) -> Int32 {
        try registerSource(name: name, provider: "uphold", environment: "test")
    }

    func int64(_ sql: String) throws(PostgresError) -> Int64 {
        try queryOnce(sql).onlyRow().int64(0)
    }

    /// What a superuser can do who wants to falsify the log: no trigger fires.
    func withoutGuards(_ sql: String) throws(PostgresError) {
        try execute("SET session_replication_role = replica")
        try execute(sql)
        try execute("SET session_replication_role = origin")
    }
}

/// Collects outcomes from the appender's thread.
final class Answers: Sendable {
    private let outcomes = Mutex<[Int: [AppendOutcome]]>([:])

    func completion(_ number: Int) -> @Sendable (AppendOutcome) -> Void {
        { outcome in self.outcomes.withLock { $0[number, default: []].append(outcome) } }
    }

    var count: Int { outcomes.withLock { $0.count } }

    /// The only outcome of a submission; nil while there is none or when there are several.
    subscript(number: Int) -> AppendOutcome? {
        let all = outcomes.withLock { $0[number] ?? [] }
        return all.count == 1 ? all[0] : nil
    }

    func wait(for count: Int) throws {
        try eventually("\(count) answers") { self.count == count }
    }
}

extension ChainVerifier {
    func failures() throws(PostgresError) -> [ChainFailure] {
        try verify().compactMap(\.failure)
    }
}
