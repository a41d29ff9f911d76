import Events
package import Runtime

/// A program's record as the providers' APIs tell it, in their terms.
package struct ProgramAPIReading: Sendable {
    let record: ProgramRecord
    let clock: Clock

    package init(_ record: ProgramRecord, clock: Clock = .system) {
        self.record = record
        self.clock = clock
    }

    private func read<Value>(_ body: (ProgramRecord.Known) -> Value) -> Value {
        record.read(at: Timestamp(microseconds: clock.wallMicroseconds()), body)
    }

    private static func money(_ minorUnits: Int64, _ truth: TransactionTruth) -> SimulatedMoney {
        SimulatedMoney(minorUnits, truth.account.currency, digits: truth.digits)
    }
}

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
                    amount: Self.money(
                        truth.authorized == 0 ? truth.cleared : truth.authorized, truth),
                    held: Self.money(truth.held, truth), cleared: Self.money(truth.cleared, truth),
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

extension ProgramAPIReading: UpholdProgramReading {
    package func upholdCards() -> [UpholdCardObject] {
        read { known in known.accountNames.compactMap { Self.upholdCard($0, known) } }
    }

    package func upholdCard(_ id: String) -> UpholdCardObject? {
        read { known in
            known.accountNames.first { $0.id == id }.flatMap { Self.upholdCard($0, known) }
        }
    }

    private static func upholdCard(
        _ name: AccountName, _ known: ProgramRecord.Known
    ) -> UpholdCardObject? {
        known.accounts[name].map { account in
            UpholdCardObject(
                id: name.id, label: "\(name.currency) wallet",
                balance: account.money(account.posted),
                available: account.money(account.available),
                lastTransactionAt: known.lastEvents[name])
        }
    }

    package func upholdTransactions(ofCard cardID: String?) -> [UpholdTransactionObject] {
        read { known in
            let all = known.transactionIDs.compactMap { known.transactions[$0] }
                .map(Self.upholdTransaction)
            return cardID.map { id in all.filter { $0.moves(id) } } ?? all
        }
    }

    package func upholdTransaction(_ id: String) -> UpholdTransactionObject? {
        read { known in known.transactions[id].map(Self.upholdTransaction) }
    }

    private static func upholdTransaction(
        _ known: ProgramRecord.KnownTransaction
    ) -> UpholdTransactionObject {
        let truth = known.truth
        typealias Side = UpholdTransactionObject.Side
        let amount = money(truth.authorized, truth)
        let holder = Side(cardID: truth.account.id, amount: amount)
        let other =
            truth.counterparty.map { name in
                Side(
                    cardID: name.id,
                    amount: SimulatedMoney(
                        truth.counterpartyAmount, name.currency, digits: truth.counterpartyDigits))
            } ?? Side(cardID: nil, amount: amount)
        let type =
            switch truth.kind {
            case .load: "deposit"
            case .unload: "withdrawal"
            default: "transfer"
            }
        return UpholdTransactionObject(
            id: truth.id, type: type, status: known.statusWord ?? "processing",
            createdAt: truth.beganAt, origin: truth.kind == .load ? other : holder,
            destination: truth.kind == .load ? holder : other)
    }
}

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
