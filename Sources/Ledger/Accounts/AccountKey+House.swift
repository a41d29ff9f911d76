package import Money

extension AccountKind {
    /// The kind of the house account with this id; nil for any other id.
    package init?(houseID: String) {
        guard let kind = AccountKind.allCases.first(where: { $0.houseID == houseID }) else {
            return nil
        }
        self = kind
    }
}

extension AccountKey {
    /// Where money stands whose holder no event names yet; of kind `external`.
    package static let unassignedID = "@unassigned"

    /// The house account of a kind; nil for the provider's own cards and accounts.
    package init?(house kind: AccountKind, currency: Currency) {
        guard let id = kind.houseID else { return nil }
        self.init(id: id, currency: currency)
    }

    /// An account by the id that the provider gives it.
    ///
    /// An id that reads like a house account's gets one more `@`: no provider's account can ever
    /// be taken for one of ours.
    package init(providerID id: String, currency: Currency) {
        self.init(id: AccountKey.isReserved(id) ? "@" + id : id, currency: currency)
    }

    private static let reservedWords: Set<Substring> = [
        "network", "funding", "fees", "exchange", "external", "unassigned",
    ]

    private static func isReserved(_ id: String) -> Bool {
        guard id.utf8.first == UInt8(ascii: "@") else { return false }
        return reservedWords.contains(id.drop { $0 == "@" })
    }
}
