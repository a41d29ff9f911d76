import Events
import HTTPServer
import Programs
import ProviderAPI

// What can be read of the program.
extension NymCardAPI {
    func readAccount(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        return program.nymcardAccount(id).map { .json(200, $0.json) }
            ?? .nymcardMissing("account", id)
    }

    func readCard(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        return program.nymcardCard(id).map { .json(200, $0.json) } ?? .nymcardMissing("card", id)
    }

    func readCardAccounts(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        guard let card = program.nymcardCard(id) else { return .nymcardMissing("card", id) }
        let account = program.nymcardAccount(card.accountID)
        return .json(200, ["data": .array(account.map { [$0.json] } ?? [])])
    }

    func readTransaction(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        return program.nymcardTransactions().first { $0.id == id }.map { .json(200, $0.json) }
            ?? .nymcardMissing("transaction", id)
    }

    /// `sort_by`, `order_by`, `limit`, `after` and `filters`.
    ///
    /// `any_of` is the one operator that is known. Assumed: newest first unless said otherwise,
    /// and the cursor in the body.
    func searchTransactions(_ request: APIRequest) -> Response {
        guard let json = request.json, json.kind == .object,
            let search = NymCardSearch(json)
        else {
            return .nymcardError(
                400, "invalid_request",
                "the search needs known fields, any_of as operator and order_by asc or desc")
        }
        let found = search.apply(to: program.nymcardTransactions())
        return search.page.answer(found.map { ($0.id, $0.json) })
    }
}

/// The body of a search.
struct NymCardSearch {
    private enum Key {
        case id, type, accountID, status, statusCode, cardID, userID, merchant, amount, created
    }

    private struct Filter {
        var key: Key
        var values: [String]
    }

    let page: NymCardPage
    private var filters: [Filter] = []
    private let sortKey: Key
    private let isAscending: Bool

    /// Nil where the body is no search.
    init?(_ json: JSONValue) {
        let limit = json["limit"].map { Int($0.integer ?? 0) }
        guard let page = NymCardPage(limit: limit, after: json["after"]?.string) else { return nil }
        self.page = page
        switch json["order_by"]?.string ?? "desc" {
        case "asc": isAscending = true
        case "desc": isAscending = false
        default: return nil
        }
        guard let sortKey = Self.key(json["sort_by"]?.string ?? "created") else { return nil }
        self.sortKey = sortKey
        for element in json["filters"].map({ Array($0.elements) }) ?? [] {
            guard let name = element["field"]?.string, let key = Self.key(name),
                element["operator"]?.string == "any_of", let values = element["values"],
                values.kind == .array
            else { return nil }
            // Amounts may be numbers, the rest are texts.
            let texts = values.elements.compactMap { $0.string ?? $0.numberText }
            filters.append(Filter(key: key, values: Array(texts)))
        }
    }

    private static func key(_ field: String) -> Key? {
        switch field {
        case "id": .id
        case "transaction_type": .type
        case "account_id": .accountID
        case "status": .status
        case "status_code": .statusCode
        case "card_id": .cardID
        case "user_id": .userID
        case "merchant_name": .merchant
        case "transaction_amount": .amount
        case "created": .created
        default: nil
        }
    }

    func apply(to transactions: [NymCardTransactionObject]) -> [NymCardTransactionObject] {
        let found = transactions.filter { transaction in
            filters.allSatisfy { filter in
                Self.text(filter.key, of: transaction).map(filter.values.contains) ?? false
            }
        }
        let sorted = found.enumerated().sorted { left, right in
            switch Self.order(left.element, right.element, by: sortKey) {
            case let order where order != 0: (order < 0) == isAscending
            default: (left.offset < right.offset) == isAscending
            }
        }
        return sorted.map(\.element)
    }

    private static func text(_ key: Key, of transaction: NymCardTransactionObject) -> String? {
        switch key {
        case .id: transaction.id
        case .type: transaction.type
        case .accountID: transaction.accountID
        case .status: transaction.status
        case .statusCode: transaction.statusCode
        case .cardID: transaction.cardID
        case .userID: transaction.userID
        case .merchant: transaction.merchant
        case .amount: transaction.amount.shortDecimal
        case .created: transaction.createdAt.isoMilliseconds
        }
    }

    /// Below zero: `left` is smaller.
    private static func order(
        _ left: NymCardTransactionObject, _ right: NymCardTransactionObject, by key: Key
    ) -> Int {
        switch key {
        case .amount: return order(left.amount.minorUnits, right.amount.minorUnits)
        case .created: return order(left.createdAt, right.createdAt)
        default: return order(text(key, of: left) ?? "", text(key, of: right) ?? "")
        }
    }

    private static func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left == right ? 0 : (left < right ? -1 : 1)
    }
}
