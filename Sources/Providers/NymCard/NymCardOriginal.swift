import Events

extension NymCardPolicies {
    /// The facts of a step that may name an original transaction.
    ///
    /// Whether a clearing or reversal shares the id of its authorization is not published. One that
    /// has an id of its own is booked where the hold is; under its own id it is linked, so that
    /// whoever looks for it is led there.
    func facts(of step: TransactionStep) -> [Fact] {
        guard booksOnOriginal, step.kind.continuesAnother,
            let original = step.originalTransactionID,
            original != step.transactionID
        else { return [.transactionStep(step)] }
        var link = TransactionStep(transactionID: step.transactionID, kind: .linked)
        link.originalTransactionID = original
        var booked = step
        booked.transactionID = original
        booked.originalTransactionID = nil
        return [.transactionStep(booked), .transactionStep(link)]
    }
}

extension TransactionStep.Kind {
    /// It goes on with what an authorization began.
    fileprivate var continuesAnother: Bool {
        switch self {
        case .incremented, .cleared, .reversed, .expired: true
        case .authorized, .creditAuthorized, .declined, .refunded, .charged, .credited, .debited,
            .transferred, .converted, .statusChanged, .released, .linked, .adjusted:
            false
        }
    }
}
