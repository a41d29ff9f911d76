import Events
import Money

/// The walk over a transaction's steps in canonical order, which derives its state and entries.
///
/// Every step first changes the totals, then the hold is brought to what the totals say; so the
/// legs of a release stand at the step that causes it.
struct TransactionWalk {
    let transaction: Transaction
    let policy: LedgerPolicy
    let parties: TransactionParties
    /// In the order in which currencies first appear.
    var totals: [CurrencyTotals] = []
    var booking: EntryBuilder
    var wallet: WalletMovements

    /// Nothing is held any more, whatever a later step authorizes.
    var isClosed = false
    /// Nothing is awaited any more: a clearing ends a hold, but no credit beside it.
    var isCreditClosed = false
    var isAuthorized = false
    var isCleared = false
    var isReversed = false
    /// Ended by age.
    var isExpired = false
    /// Ended by an operator, in full or in part.
    var isReleased = false
    var isCreditAuthorized = false
    var isDeclined = false
    var isRefunded = false
    /// A load, unload, fee, transfer, conversion or adjustment was posted.
    var isMoved = false

    init(_ transaction: Transaction, _ policy: LedgerPolicy) {
        self.transaction = transaction
        self.policy = policy
        parties = TransactionParties(of: transaction)
        booking = EntryBuilder(
            transactionID: transaction.id, stepCount: transaction.steps.count)
        wallet = WalletMovements(of: transaction)
    }

    /// Walks all steps.
    mutating func walk() throws(MoneyError) {
        for record in transaction.steps {
            try take(record)
            try settle()
            try bookHolds(because: record)
        }
    }

    private mutating func take(_ record: StepRecord) throws(MoneyError) {
        switch record.step.kind {
        case .authorized, .incremented: try authorize(record)
        case .cleared: try clear(record)
        case .reversed: try reverse(record)
        case .creditAuthorized: try authorizeCredit(record)
        case .expired:
            isExpired = true
            close()
        case .released: try release(record)
        case .declined: isDeclined = true
        case .refunded: try refund(record)
        case .charged, .credited, .debited, .transferred, .converted, .adjusted:
            try moveMoney(record)
        case .statusChanged, .linked: break
        }
        if wallet.isWallet { try followWalletStatus(record) }
    }

    /// The index of a currency's totals.
    mutating func index(of currency: Currency) -> Int {
        if let index = totals.firstIndex(where: { $0.currency == currency }) { return index }
        totals.append(CurrencyTotals(currency: currency, holder: parties.holder(currency)))
        return totals.count - 1
    }
}
