import Events
import Programs
import ProviderAPI

extension ProgramAPIReading: AgentCardProgramReading {
    package func agentcardCards() -> [AgentCardCardObject] {
        read { known in
            known.cardIDs.compactMap { known.cards[$0] }.map { Self.agentcardCard($0, known) }
        }
    }

    package func agentcardCard(_ id: String) -> AgentCardCardObject? {
        read { known in known.cards[id].map { Self.agentcardCard($0, known) } }
    }

    private static func agentcardCard(
        _ card: CardTruth, _ known: ProgramRecord.Known
    ) -> AgentCardCardObject {
        let account = known.accounts[AccountName(id: card.id, currency: "USD")]
        let opening = known.openings[card.id]
        return AgentCardCardObject(
            id: card.id, holderID: card.holderID, last4: card.last4,
            spendLimitCents: opening?.posted ?? 0,
            // What is left of a closed card is no longer the card's.
            balanceCents: account?.available ?? 0, status: card.status,
            createdAt: opening?.at ?? Timestamp(microseconds: 0))
    }

    package func agentcardTransactions(ofCard cardID: String) -> [AgentCardTransactionObject] {
        read { known in
            known.transactionIDs.compactMap { known.transactions[$0]?.truth }
                .filter { $0.cardID == cardID }
                .map { truth in
                    let amount = truth.cleared == 0 ? truth.authorized : truth.cleared
                    return AgentCardTransactionObject(
                        id: truth.id, amountCents: truth.kind == .refund ? -amount : amount,
                        merchant: truth.merchant ?? "", status: truth.state.agentcardStatus,
                        createdAt: truth.beganAt)
                }
        }
    }
}

extension TransactionTruth.State {
    fileprivate var agentcardStatus: String {
        switch self {
        case .pending, .authorized, .partiallyCleared: "PENDING"
        case .declined, .cancelled, .failed: "DECLINED"
        case .expired: "EXPIRED"
        case .reversed: "REVERSED"
        case .cleared: "SETTLED"
        case .refunded: "REFUNDED"
        }
    }
}
