import Events
import HTTPServer
import Programs
import ProviderAPI

/// A page of a list: `limit` and the cursor `after`.
struct NymCardPage {
    static let limits = 1...100
    static let standardLimit = 50

    let limit: Int
    /// The id that the page before ended with.
    let after: String?

    /// Nil where a value is none.
    init?(_ query: QueryItems?) {
        guard let query else { return nil }
        self.init(limit: query["limit"].map { Int($0) ?? 0 }, after: query["after"])
    }

    init?(limit: Int?, after: String?) {
        let limit = limit ?? Self.standardLimit
        guard Self.limits.contains(limit) else { return nil }
        self.limit = limit
        self.after = after
    }

    /// The page of a whole list; 400 where the cursor is none of it.
    func answer(_ items: [(id: String, json: JSONBody)]) -> Response {
        var rest = items[...]
        if let after {
            guard let place = items.firstIndex(where: { $0.id == after }) else {
                return .nymcardBadPage
            }
            rest = items[(place + 1)...]
        }
        let page = rest.prefix(limit)
        let hasMore = rest.count > page.count
        return .json(
            200,
            [
                "data": .array(page.map(\.json)),
                "paging": [
                    "limit": .integer(Int64(limit)),
                    "after": .optional(hasMore ? page.last?.id : nil), "has_more": .bool(hasMore),
                ],
            ])
    }
}

extension Response {
    static var nymcardBadPage: Response {
        .nymcardError(400, "invalid_request", "limit must be 1 to 100, and after a cursor")
    }
}
