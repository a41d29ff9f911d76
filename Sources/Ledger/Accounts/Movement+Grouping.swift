import Events
import Money

/// A movement with the account that it is on.
struct AccountMovement {
    let account: AccountKey
    var movement: Movement
    var entryCount: Int64
}

extension Movement {
    /// The movements that the entries of one transaction make on the provider's accounts; the
    /// entries of one cause stand together.
    ///
    /// House accounts keep no movements.
    static func grouped(_ entries: some Sequence<Entry>) throws(MoneyError) -> [AccountMovement] {
        var groups: [AccountMovement] = []
        for entry in entries where !entry.accountKind.isHouse {
            var index = groups.count - 1
            while index >= 0, groups[index].movement.cause == entry.key.cause {
                if groups[index].account == entry.account { break }
                index -= 1
            }
            if index < 0 || groups[index].movement.cause != entry.key.cause {
                groups.append(
                    AccountMovement(
                        account: entry.account, movement: Movement(causeOf: entry), entryCount: 0))
                index = groups.count - 1
            }
            try groups[index].movement.add(entry)
            groups[index].entryCount += 1
        }
        return groups
    }

    private init(causeOf entry: Entry) {
        self.init(
            cause: entry.key.cause, transactionID: entry.key.transactionID,
            effectiveAt: entry.effectiveAt, effectiveSource: entry.effectiveSource, posted: .zero,
            pending: .zero, available: .zero, position: entry.position,
            accountKind: entry.accountKind)
    }

    private mutating func add(_ entry: Entry) throws(MoneyError) {
        switch entry.layer {
        case .posted: posted = try posted.adding(entry.amount)
        case .pending: pending = try pending.adding(entry.amount)
        }
        available = try available.adding(entry.available)
    }
}
