package import Events

/// Reads the facts of an operator's decision in the log.
///
/// A decision may speak of what no event has told yet: its steps stand in the set of the
/// transaction's steps like any other, so the books are the same whichever came first. The event
/// comes with its id as logged: an adjustment is named by it.
package func interpret(decision event: LoggedEvent) throws(DecodeError) -> Interpretation {
    guard event.kind == .decision else {
        throw DecodeError("the event is a \(event.kind.rawValue), no decision")
    }
    var reading = Interpretation(statedTime: event.createdAt == nil ? .missing : .stated)
    guard let type = event.type, Decision.words.contains(type) else {
        reading.isKnownType = false
        return reading
    }
    let decision = try Decision(body: event.body)
    guard decision.word == type else {
        throw DecodeError("the event is a \(type), and its body a \(decision.word)")
    }
    let key = FoldedIdentifier.of(event.eventID)
    reading.facts = decision.facts(key: key).map(Fact.transactionStep)
    return reading
}

extension Decision {
    /// The steps that a decision takes; `key` is the id of its event.
    fileprivate func facts(key: String) -> [TransactionStep] {
        switch content {
        case .releaseHold(let transactionID, let amount):
            var release = TransactionStep(
                transactionID: transactionID, kind: .released, amount: amount)
            release.reason = reason
            return [release]
        case .linkTransactions(let link):
            var linked = TransactionStep(transactionID: link.transactionID, kind: .linked)
            linked.originalTransactionID = link.originalID
            linked.reason = reason
            guard link.relation == .clearing else { return [linked] }
            var release = TransactionStep(
                transactionID: link.originalID, kind: .released, amount: link.released)
            release.reason = "linked to \(link.transactionID)"
            return [linked, release]
        case .adjust(let adjustment):
            var step = TransactionStep(
                transactionID: "adjust:\(key)", kind: .adjusted, amount: adjustment.amount)
            switch adjustment.account {
            case .account(let id): step.accountID = id
            case .card(let id): step.cardID = id
            }
            step.counterpartyAccountID = "@\(adjustment.against.rawValue)"
            step.reason = reason
            return [step]
        }
    }
}
