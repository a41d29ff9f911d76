/// Names of entities in the books.
package struct EntityKeys: Hashable, Sendable {
    package var transactionIDs: Set<String> = []
    package var cardIDs: Set<String> = []
    package var accounts: Set<AccountKey> = []

    package init() {}

    package mutating func formUnion(_ other: EntityKeys) {
        transactionIDs.formUnion(other.transactionIDs)
        cardIDs.formUnion(other.cardIDs)
        accounts.formUnion(other.accounts)
    }
}

/// Something that is in memory: when it was last used, counted in folds, and about how many bytes
/// it takes.
package struct Use: Hashable, Sendable {
    package var at: Int64
    package var weight: Int

    package init(at: Int64, weight: Int) {
        self.at = at
        self.weight = weight
    }
}
