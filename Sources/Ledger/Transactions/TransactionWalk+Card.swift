import Events
import Money

// Card payments: holds, clearings, reversals, refunds.

extension TransactionWalk {
    mutating func authorize(_ record: StepRecord) throws(MoneyError) {
        isAuthorized = true
        guard let money = record.step.amount else { return }
        let index = index(of: money.currency)
        totals[index].isAuthorized = true
        totals[index].authorized = try totals[index].authorized.adding(money.amount)
    }

    /// Money that is to come in holds nothing and is not available: it is shown as pending.
    mutating func authorizeCredit(_ record: StepRecord) throws(MoneyError) {
        isCreditAuthorized = true
        guard let money = record.step.amount else { return }
        let index = index(of: money.currency)
        totals[index].creditAuthorized = try totals[index].creditAuthorized.adding(money.amount)
    }

    /// An operator ends what is pending: by an amount where one is stated, else all of it.
    mutating func release(_ record: StepRecord) throws(MoneyError) {
        isReleased = true
        guard let money = record.step.amount else { return close() }
        let index = index(of: money.currency)
        totals[index].released = try totals[index].released.adding(money.amount)
    }

    /// Nothing is pending any more.
    mutating func close() {
        isClosed = true
        isCreditClosed = true
    }

    /// A clearing always posts, whatever was authorized, reversed or expired before it.
    ///
    /// One without an amount clears what is held.
    mutating func clear(_ record: StepRecord) throws(MoneyError) {
        isCleared = true
        guard let money = record.step.amount else {
            for index in totals.indices {
                let held = totals[index].held
                totals[index].cleared = try totals[index].cleared.adding(held)
                try post(held.negated(), at: index, because: record)
            }
            return
        }
        let index = index(of: money.currency)
        totals[index].isCleared = true
        let before = totals[index].cleared
        switch policy.clearing {
        case .add: totals[index].cleared = try before.adding(money.amount)
        case .restate: totals[index].cleared = money.amount
        }
        // A restating clearing posts the difference to what was cleared before.
        try post(before.subtracting(totals[index].cleared), at: index, because: record)
    }

    /// A reversal that states an amount lowers the hold by it.
    ///
    /// Without an amount, or with one in a currency in which nothing was authorized while something
    /// was in another, it covers all.
    mutating func reverse(_ record: StepRecord) throws(MoneyError) {
        isReversed = true
        if let money = record.step.amount {
            let index = index(of: money.currency)
            if totals[index].isAuthorized || !isAuthorized {
                totals[index].reversed = try totals[index].reversed.adding(money.amount)
                return
            }
        }
        for index in totals.indices {
            totals[index].reversed = try totals[index].reversed.adding(totals[index].held)
        }
        close()
    }

    /// A refund without an amount gives back what is cleared and not yet refunded.
    mutating func refund(_ record: StepRecord) throws(MoneyError) {
        isRefunded = true
        guard let money = record.step.amount else {
            for index in totals.indices {
                let rest = try totals[index].cleared.subtracting(totals[index].refunded)
                guard rest > .zero else { continue }
                totals[index].refunded = try totals[index].refunded.adding(rest)
                try post(rest, at: index, because: record)
            }
            return
        }
        let index = index(of: money.currency)
        totals[index].refunded = try totals[index].refunded.adding(money.amount)
        try post(money.amount, at: index, because: record)
    }

    /// Closes the transaction when nothing can be held any more.
    ///
    /// - what was authorized is cleared, reversed or released;
    /// - the policy releases the rest at the first clearing;
    /// - something was cleared in a currency in which nothing was authorized: how much of the hold
    ///   that covers is not known, and the money has moved (the rules tell of the mismatch).
    mutating func settle() throws(MoneyError) {
        guard isAuthorized, !isClosed, isCleared || isReversed || isReleased else { return }
        if isCleared {
            let isForeign = totals.contains { $0.isCleared && !$0.isAuthorized }
            if policy.releasesRestAfterPartialClearing || isForeign { isClosed = true }
        }
        if try isCovered { isClosed = true }
    }

    private var isCovered: Bool {
        get throws(MoneyError) {
            for total in totals where try total.remainder > .zero { return false }
            return true
        }
    }

    /// Brings every hold and pending credit to what the totals say, with the difference as legs of
    /// this step.
    mutating func bookHolds(because record: StepRecord) throws(MoneyError) {
        for index in totals.indices {
            let held = isClosed ? Amount.zero : try max(.zero, totals[index].remainder)
            let credit = isCreditClosed ? Amount.zero : try max(.zero, totals[index].awaitedCredit)
            let change = try totals[index].held.subtracting(held)
                .adding(credit).subtracting(totals[index].credit)
            totals[index].held = held
            totals[index].credit = credit
            try booking.move(
                change, to: totals[index].holder, from: totals[index].network, in: .pending,
                lane: index, because: record)
        }
    }

    private mutating func post(
        _ amount: Amount, at index: Int, because record: StepRecord
    ) throws(MoneyError) {
        try booking.move(
            amount, to: totals[index].holder, from: totals[index].network, in: .posted,
            lane: index, because: record)
    }
}
