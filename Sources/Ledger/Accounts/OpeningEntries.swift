import Events
import Money

extension AccountKey {
    /// The id under which an account's opening is booked.
    package var openingTransactionID: String { "@opening/\(id)/\(currency.code)" }
}

extension Entry {
    /// The step of opening entries.
    package static let openingStep = "opening"

    /// The opening of an account against `@funding`; none when it is zero.
    static func opening(
        of account: AccountKey, kind: AccountKind, amount: Amount?, report: ReportRecord?
    ) throws(MoneyError) -> [Entry] {
        guard let report, let amount, !amount.isZero else { return [] }
        let holder = AccountReference(key: account, kind: kind)
        let funding = AccountReference.house(.funding, account.currency)
        let legs = [(holder, amount), (funding, try amount.negated())]
        return legs.enumerated().map { side, leg in
            Entry(
                key: Key(
                    transactionID: account.openingTransactionID, cause: report.key,
                    leg: Leg(0, .posted, side: side).number),
                account: leg.0.key, accountKind: leg.0.kind, layer: .posted, amount: leg.1,
                available: leg.1, effectiveAt: report.asOf, effectiveSource: .stated,
                step: openingStep, position: report.position)
        }
    }
}

extension Account {
    var openingEntries: [Entry] {
        get throws(MoneyError) {
            try Entry.opening(of: key, kind: kind, amount: opening, report: firstReport)
        }
    }
}

extension AccountRevision {
    func keepsOpening(of account: borrowing Account) -> Bool {
        opening == account.opening && kind == account.kind && openingReport == nil
    }

    /// The entries of the account's opening once it is revised.
    func openingEntries(of account: borrowing Account) throws(MoneyError) -> [Entry] {
        try Entry.opening(
            of: key, kind: kind, amount: opening, report: openingReport ?? account.firstReport)
    }
}
