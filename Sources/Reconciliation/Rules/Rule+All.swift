extension Rule {
    /// Every rule of this version.
    ///
    /// Arrival is judged in this order; so are a transaction, a card and an account.
    package static let all: [Rule] = [
        eventConflict,
        undecodable,
        createdAtOutOfOrder,
        createdAtMissing,
        createdAtInFuture,
        lateEvent,
        retriesBeforeFirstReceipt,
        transactionIDMissing,
        modeMismatch,
        unknownType,
        transactionUnresolved,
        lifecycleGap,
        currencyMismatch,
        accountConflict,
        balanceGap,
    ]
}
