import Events
import HTTPServer
import Programs
import ProviderAPI

// What can be read of an organisation's cards; camel case, unlike the webhooks.
extension AgentCardAPI {
    /// `limit` 1 to 100 (50), `offset` (0), `status`, `cardholderId`.
    func listCards(_ request: APIRequest) -> Response {
        guard let query = request.query, let limit = Int(query["limit"] ?? "50"),
            (1...100).contains(limit), let offset = Int(query["offset"] ?? "0"), offset >= 0
        else {
            return .agentcardError(400, "limit must be 1 to 100 and offset at least 0")
        }
        let cards = program.agentcardCards().filter { card in
            (query["status"].map { $0 == card.status } ?? true)
                && (query["cardholderId"].map { $0 == card.holderID } ?? true)
        }
        let page = cards.reversed().dropFirst(offset).prefix(limit)
        return .json(
            200,
            [
                "cards": .array(page.map { $0.json(isLive: account.isLive) }),
                "total": .integer(Int64(cards.count)), "limit": .integer(Int64(limit)),
                "offset": .integer(Int64(offset)),
            ])
    }

    func readCard(_ request: APIRequest) -> Response {
        program.agentcardCard(request.parameters[0])
            .map { .json(200, $0.json(isLive: account.isLive)) }
            ?? .agentcardError(404, "Card not found")
    }

    /// Not among the documented calls of an organisation's key: 404 unless it is offered.
    func listTransactions(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        guard account.listsTransactions else { return .agentcardError(404, "Not found") }
        guard program.agentcardCard(id) != nil else {
            return .agentcardError(404, "Card not found")
        }
        guard let query = request.query, let limit = Int(query["limit"] ?? "20"),
            (1...100).contains(limit)
        else { return .agentcardError(400, "limit must be 1 to 100") }
        let transactions = program.agentcardTransactions(ofCard: id).filter { transaction in
            query["status"].map { $0 == transaction.status } ?? true
        }
        return .json(
            200,
            ["transactions": .array(transactions.reversed().prefix(limit).map(\.json))])
    }
}
