import Events
import Money

extension TransactionWalk {
    /// The state by the strongest fact.
    ///
    /// 1. something is held: `authorized` or `partially_cleared`; something is awaited: `pending`;
    /// 2. refunds reach what was cleared (or nothing was): `refunded`;
    /// 3. money moved: `cleared`, whatever reversal, expiry or failure stands beside it;
    /// 4. `reversed`, then `expired` (which an operator's release of a hold counts as);
    /// 5. `authorized` with nothing to hold, then `declined`: a refusal beside an approval is that
    ///    of another attempt and ends no hold;
    /// 6. the wallet's word, and `referenced` when there is none.
    func state() -> TransactionState {
        if totals.contains(where: { $0.held > .zero }) {
            return isCleared ? .partiallyCleared : .authorized
        }
        if wallet.holdsMoney || totals.contains(where: { $0.credit > .zero }) { return .pending }
        if isRefunded, totals.allSatisfy({ $0.refunded >= $0.cleared }) { return .refunded }
        if isCleared || isMoved || wallet.status == .completed { return .cleared }
        if isReversed { return .reversed }
        let isOpened = isAuthorized || isCreditAuthorized
        if isExpired || (isReleased && isOpened) { return .expired }
        if isAuthorized { return .authorized }
        if isCreditAuthorized { return .pending }
        if isDeclined { return .declined }
        switch wallet.status {
        case .failed: return .failed
        case .cancelled: return .cancelled
        case .pending, .completed: return .pending
        case nil: return .referenced
        }
    }

    /// Everything that the `transactions` view shows; amounts in the transaction's currency, which
    /// is that of the first step that carries money.
    func summary() throws(MoneyError) -> TransactionSummary {
        let steps = transaction.steps
        let currency = steps.lazy.compactMap { $0.step.amount ?? $0.step.counterpartyAmount }
            .first?.currency
        let total = totals.first { $0.currency == currency }
        let (earliest, latest) = statedTimes
        let exponent = currency?.exponent
        func shaped(_ amount: Amount?) -> Amount {
            (amount ?? .zero).inShape(ofExponent: exponent)
        }
        return TransactionSummary(
            state: state(), kind: kind(), currency: currency,
            authorized: shaped(total?.authorized), held: shaped(try held(currency)),
            cleared: shaped(try clearedAndMoved(total, currency)),
            reversed: shaped(total?.reversed), refunded: shaped(total?.refunded),
            cardID: parties.cardID ?? transaction.references.lazy.compactMap(\.cardID).first,
            accountID: parties.accountID, originalID: originalID,
            merchant: steps.lazy.compactMap(\.step.merchant).first,
            mcc: steps.lazy.compactMap(\.step.mcc).first,
            createdAt: earliest, updatedAt: latest)
    }

    /// What the transaction withholds from its holder: the holder's net pending, as far as it is
    /// negative.
    ///
    /// A pending credit holds nothing.
    private func held(_ currency: Currency?) throws(MoneyError) -> Amount {
        guard let currency else { return .zero }
        let net = booking.netPending(on: parties.holder(currency).key)
        return net.isNegative ? try net.negated() : .zero
    }

    /// The transaction that this one refunds, clears or reverses: the operators' last word, else
    /// what the first step says.
    private var originalID: String? {
        let steps = transaction.steps
        let link = steps.last { $0.step.kind == .linked && original($0) != nil }
        if let link { return original(link) }
        return steps.lazy.compactMap(original).first
    }

    private func original(_ record: StepRecord) -> String? {
        guard let id = record.step.originalTransactionID, id != transaction.id else { return nil }
        return id
    }

    private func clearedAndMoved(
        _ total: CurrencyTotals?, _ currency: Currency?
    ) throws(MoneyError) -> Amount {
        var sum = try (total?.cleared ?? .zero).adding(total?.moved ?? .zero)
        guard wallet.status == .completed else { return sum }
        for movement in wallet.movements where movement.currency == currency {
            sum = try sum.adding(movement.money.amount)
        }
        return sum
    }

    private func kind() -> TransactionKind? {
        var best: TransactionKind?
        for record in transaction.steps {
            let kind = record.step.kind.business
            if let known = best, known.precedence <= kind.precedence { continue }
            best = kind
        }
        return best
    }

    /// The earliest and the latest; in canonical order those without a time come last.
    private var statedTimes: (Timestamp?, Timestamp?) {
        let (steps, references) = (transaction.steps, transaction.references)
        let first = [steps.first?.createdAt, references.first?.createdAt]
        let last = [
            steps.last { $0.createdAt != nil }?.createdAt,
            references.last { $0.createdAt != nil }?.createdAt,
        ]
        return (first.lazy.compactMap(\.self).min(), last.lazy.compactMap(\.self).max())
    }
}

extension TransactionStep.Kind {
    fileprivate var business: TransactionKind {
        switch self {
        case .authorized, .incremented, .declined, .cleared, .reversed, .expired, .released:
            .payment
        case .refunded, .creditAuthorized: .refund
        case .charged: .charge
        case .credited: .load
        case .debited: .unload
        case .transferred: .transfer
        case .converted: .conversion
        case .statusChanged, .linked: .wallet
        case .adjusted: .adjustment
        }
    }
}

extension TransactionKind {
    /// Which business a transaction is named by when it does several: a transfer with a fee is a
    /// transfer.
    fileprivate var precedence: Int {
        switch self {
        case .payment: 0
        case .conversion: 1
        case .transfer: 2
        case .load: 3
        case .unload: 4
        case .refund: 5
        case .charge: 6
        case .adjustment: 7
        case .wallet: 8
        }
    }
}
