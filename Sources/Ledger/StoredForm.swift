import Events
import Money

/// Why a stored entity cannot be read back: the database holds what this version did not write.
package struct StoredFormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One line: which entity, which field, what was expected.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A member-by-member reader of a stored object; every problem names its field.
struct StoredObject {
    let value: JSONValue

    func string(_ key: String) throws(StoredFormError) -> String? {
        try member(key) { $0.string }
    }

    func timestamp(_ key: String) throws(StoredFormError) -> Timestamp? {
        try member(key) { value in value.string.flatMap(Timestamp.init) }
    }

    func integer(_ key: String) throws(StoredFormError) -> Int64? {
        try member(key) { $0.integer }
    }

    func amount(_ key: String) throws(StoredFormError) -> Amount? {
        try member(key) { value in value.string.flatMap { try? Amount(decimal: $0) } }
    }

    func money(_ key: String, _ currencyKey: String) throws(StoredFormError) -> MonetaryAmount? {
        guard let amount = try amount(key) else { return nil }
        let code = try required(string(currencyKey), currencyKey)
        return MonetaryAmount(amount: amount, currency: Currency(uncheckedCode: code))
    }

    func object(_ key: String) -> StoredObject? {
        value[key].flatMap { $0.isNull ? nil : StoredObject(value: $0) }
    }

    func factKey() throws(StoredFormError) -> FactKey {
        let ordinal = try required(integer("ordinal"), "ordinal")
        guard let ordinal = Int16(exactly: ordinal) else {
            throw StoredFormError("\"ordinal\" is \(ordinal), beyond 16 bits")
        }
        return FactKey(eventID: try required(string("event_id"), "event_id"), ordinal: ordinal)
    }

    func required<Value>(_ value: Value?, _ key: String) throws(StoredFormError) -> Value {
        guard let value else { throw StoredFormError("\"\(key)\" is missing") }
        return value
    }

    /// Nil where the member is absent or null; an error where it is there and cannot be read.
    private func member<Value>(
        _ key: String, _ read: (JSONValue) -> Value?
    ) throws(StoredFormError) -> Value? {
        guard let member = value[key], !member.isNull else { return nil }
        guard let value = read(member) else {
            throw StoredFormError("\"\(key)\" cannot be read")
        }
        return value
    }
}

extension JSONObjectWriter {
    mutating func present(_ key: String, _ value: String?) {
        if let value { string(key, value) }
    }

    mutating func present(_ key: String, _ value: Timestamp?) {
        if let value { timestamp(key, value) }
    }

    mutating func present(_ key: String, _ currencyKey: String, _ money: MonetaryAmount?) {
        guard let money else { return }
        amount(key, money.amount)
        string(currencyKey, money.currency.code)
    }

    mutating func factKey(_ key: FactKey) {
        string("event_id", key.eventID)
        integer("ordinal", key.ordinal)
    }
}
