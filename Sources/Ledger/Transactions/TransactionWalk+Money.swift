import Events
import Money

// Loads, unloads, fees, transfers, conversions and adjustments; wallets among them.

extension TransactionWalk {
    /// Outside of wallets each step moves its own money at once.
    mutating func moveMoney(_ record: StepRecord) throws(MoneyError) {
        guard let movement = try MoneyMovement(record.step, parties) else { return }
        if wallet.isWallet {
            wallet.state(movement, record, in: transaction)
            return
        }
        isMoved = true
        let index = index(of: movement.money.currency)
        totals[index].moved = try totals[index].moved.adding(movement.money.amount.magnitude)
        if record.step.kind == .credited {
            totals[index].credited = try totals[index].credited.adding(movement.money.amount)
        }
        for (side, leg) in movement.legs.enumerated() {
            try booking.add(
                leg.amount, to: leg.account, in: .posted,
                leg: Leg(index, .posted, side: side), because: record)
        }
    }

    mutating func followWalletStatus(_ record: StepRecord) throws(MoneyError) {
        wallet.take(record.step.status)
        switch record.step.kind {
        case .reversed, .released: try wallet.endPending(record.step)
        case .expired: wallet.endPending()
        default: break
        }
        try wallet.book(into: &booking, because: record)
    }
}
