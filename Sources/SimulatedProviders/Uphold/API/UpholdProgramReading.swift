import Events
import Programs
import ProviderAPI

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
        let amount = truth.money(truth.authorized)
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
