import Events

extension Rule {
    package static let transactionIDMissing = Rule(
        "transaction-id-missing", [.error],
        flags: "an event of a type that must name a transaction names none",
        .webhook { arrival, _ in TransactionIDMissing.judge(arrival) })
}

/// `transaction-id-missing` (error): an event of a type that must name a transaction names none;
/// null and empty count as none.
///
/// The provider's decoder says so (`Interpretation.lacksTransactionID`). One finding per event.
enum TransactionIDMissing {
    static func judge(_ arrival: Arrival) -> Finding? {
        guard let interpretation = arrival.interpretation, interpretation.lacksTransactionID
        else { return nil }
        let event = arrival.event
        let place = interpretation.stream.map { " of \($0.kind.rawValue) \($0.id)" } ?? ""
        let time = event.createdAt.map { "created at \(Wording.instant($0))" }
        return Finding(
            key: FindingKey(
                rule: .transactionIDMissing, subject: event.asSubject, discriminator: ""),
            severity: .error,
            summary:
                "\(event.typeText) event \(event.eventID)\(place), "
                + "\(time ?? "received at \(Wording.instant(event.receivedAt))"), names no "
                + "transaction: its money cannot be tied to one; ask the provider which "
                + "transaction it belongs to.",
            evidence: [Evidence(position: event.position, role: "this event")],
            createdAt: event.createdAt)
    }
}
