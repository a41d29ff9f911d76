/// The statements that a connection has prepared, by text and parameter types; bounded.
struct PreparedStatements {
    struct Key: Hashable {
        let sql: String
        let types: [TypeIdentifier]
    }

    /// More than this service's distinct statements; the bound guards against generated SQL.
    static let limit = 256

    private var names: [Key: String] = [:]
    private var order: [Key] = []
    private var nextNumber = 1

    func name(for key: Key) -> String? { names[key] }

    /// A name for a statement about to be prepared.
    mutating func newName() -> String {
        defer { nextNumber += 1 }
        return "trueup_\(nextNumber)"
    }

    /// Remembers a prepared statement and returns the name of the one to be given up for it.
    mutating func remember(_ key: Key, name: String) -> String? {
        names[key] = name
        order.append(key)
        guard order.count > Self.limit else { return nil }
        return names.removeValue(forKey: order.removeFirst())
    }

    mutating func forget(_ key: Key) {
        names[key] = nil
        order.removeAll { $0 == key }
    }
}
