import Events
import HTTPServer
import Programs
import ProviderAPI

// Cards and transactions; lists are newest first and ranged.
extension UpholdAPI {
    /// `?q=currency:BTC,EUR settings.starred:true` narrows the list.
    func listCards(_ request: APIRequest) -> Response {
        guard let query = request.query, let filter = CardFilter(query["q"]) else {
            return .json(
                400,
                [
                    "code": "validation_failed",
                    "errors": ["q": ["code": "validation_failed", "errors": .object([])]],
                ])
        }
        let cards = program.upholdCards().filter(filter.matches)
        return ranged(request, cards.reversed().map(\.json))
    }

    /// By id, or by an address of the card.
    func readCard(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        let card =
            program.upholdCard(id)
            ?? program.upholdCards().first { $0.addresses.values.contains(id) }
        return card.map { .json(200, $0.json) } ?? .upholdMissing
    }

    func listCardTransactions(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        guard program.upholdCard(id) != nil else { return .upholdMissing }
        return ranged(request, program.upholdTransactions(ofCard: id).reversed().map(\.json))
    }

    func listTransactions(_ request: APIRequest) -> Response {
        ranged(request, program.upholdTransactions(ofCard: nil).reversed().map(\.json))
    }

    func readTransaction(_ request: APIRequest) -> Response {
        program.upholdTransaction(request.parameters[0]).map { .json(200, $0.json) }
            ?? .upholdMissing
    }

    /// 206 where a range was asked for, else 200; 412 and 416 where the range is none.
    private func ranged(_ request: APIRequest, _ items: [JSONBody]) -> Response {
        let values = request.head.headers.values("range")
            .map { String(decoding: $0, as: UTF8.self) }
        let reading = ItemRange.read(values)
        let range: ItemRange
        switch reading {
        case .malformed: return .json(412, ["code": "precondition_failed"])
        case .standard: range = ItemRange(first: 0, last: ItemRange.pageLimit - 1)
        case .items(let asked): range = asked
        }
        guard let bounds = range.bounds(inListOf: items.count) else {
            return .json(416, ["code": "requested_range_not_satisfiable"])
                .with("Content-Range", "items */\(items.count)")
        }
        let span = bounds.isEmpty ? "*" : "\(bounds.lowerBound)-\(bounds.upperBound - 1)"
        return .json(reading == .standard ? 200 : 206, .array(Array(items[bounds])))
            .with("Content-Range", "items \(span)/\(items.count)")
    }
}

/// The search of the list of cards.
private struct CardFilter {
    private var currencies: [Substring]?
    private var starred: Bool?

    /// Nil where a term is none that is known.
    init?(_ text: String?) {
        for term in (text ?? "").split(separator: " ") {
            let parts = term.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "currency": currencies = parts[1].split(separator: ",")
            case "settings.starred":
                guard let value = Bool(String(parts[1])) else { return nil }
                starred = value
            default: return nil
            }
        }
    }

    func matches(_ card: UpholdCardObject) -> Bool {
        // No card of the simulator's is starred.
        starred != true && currencies?.contains(card.balance.currency[...]) ?? true
    }
}
