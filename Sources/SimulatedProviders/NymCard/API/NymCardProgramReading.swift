import Events
import Programs
import ProviderAPI

extension ProgramAPIReading: NymCardProgramReading {
    package func nymcardAccount(_ id: String) -> NymCardAccountObject? {
        read { known in
            known.accounts.values.first { $0.name.id == id }.map { account in
                NymCardAccountObject(
                    id: id, available: account.money(account.available),
                    current: account.money(account.posted))
            }
        }
    }

    package func nymcardCard(_ id: String) -> NymCardCardObject? {
        read { known in
            known.cards[id].map { card in
                NymCardCardObject(
                    id: id, userID: card.holderID, accountID: card.accountID ?? id,
                    status: card.status, last4: card.last4, replacementID: card.replacementID)
            }
        }
    }

    package func nymcardTransactions() -> [NymCardTransactionObject] {
        read { known in
            known.transactionIDs.compactMap { known.transactions[$0]?.truth }.map { truth in
                NymCardTransactionObject(
                    id: truth.id, type: truth.kind.nymcardType, cardID: truth.cardID,
                    userID: truth.cardID.flatMap { known.cards[$0]?.holderID },
                    accountID: truth.account.id,
                    amount: truth.money(
                        truth.authorized == 0 ? truth.cleared : truth.authorized),
                    held: truth.money(truth.held), cleared: truth.money(truth.cleared),
                    merchant: truth.merchant, status: truth.state.rawValue.uppercased(),
                    statusCode: truth.state == .declined ? "1829" : "0000",
                    originalTransactionID: truth.originalID, createdAt: truth.beganAt)
            }
        }
    }
}

extension TransactionTruth.Kind {
    fileprivate var nymcardType: String {
        switch self {
        case .payment: "PURCHASE"
        case .refund: "REFUND"
        case .load: "WALLET_CREDIT"
        case .charge, .unload: "WALLET_DEBIT"
        case .transfer, .conversion: "WALLET_TRANSFER"
        }
    }
}
