import Events
import Ledger
import Money

extension History {
    /// One event a line, as the tables of the tests write them.
    var inWords: String {
        let header = "\(policy)"
        return ([header] + events.map(\.inWords)).joined(separator: "\n")
    }
}

extension GivenEvent {
    /// `@2.001 authorized 5.00 USD transaction=t1 card=c1 ; reports c1 total=3.00 event=e1`.
    var inWords: String {
        let time = event.createdAt.map { time in
            let microseconds = time.microseconds - second(0).microseconds
            let milliseconds = microseconds / 1_000 % 1_000
            return "\(microseconds / 1_000_000)" + (milliseconds == 0 ? "" : ".\(milliseconds)ms")
        }
        let facts = interpretation.facts.map(\.inWords).joined(separator: " ; ")
        return "@\(time ?? "-") \(facts) event=\(event.eventID)"
    }
}

extension Fact {
    fileprivate var inWords: String {
        switch self {
        case .transactionStep(let step):
            words(
                "\(step.kind)",
                [
                    ("", step.amount?.description), ("transaction=", step.transactionID),
                    ("card=", step.cardID), ("account=", step.accountID),
                    ("to=", step.counterpartyAccountID),
                    ("receives=", step.counterpartyAmount?.description),
                    ("original=", step.originalTransactionID), ("status=", step.status),
                    ("merchant=", step.merchant),
                ])
        case .balanceReported(let report):
            words(
                "reports \(report.accountID)",
                [
                    ("currency=", report.currency.code), ("total=", report.total?.description),
                    ("available=", report.available?.description),
                    ("as-of=", report.asOf?.shortDescription),
                ])
        case .reference(let reference):
            words(
                "refers",
                [("transaction=", reference.transactionID), ("card=", reference.cardID)])
        case .card(let card):
            words(
                "card \(card.cardID)",
                [
                    ("", card.isOpening ? "opens" : nil), ("", card.isClosing ? "closes" : nil),
                    ("status=", card.status), ("last4=", card.last4),
                    ("account=", card.accountID), ("limit=", card.spendLimit?.description),
                    ("currency=", card.currency?.code),
                ])
        default: "\(self)"
        }
    }

    private func words(_ verb: String, _ options: [(String, String?)]) -> String {
        ([verb] + options.compactMap { name, value in value.map { name + $0 } })
            .joined(separator: " ")
    }
}
