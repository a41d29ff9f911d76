import Events
import Money

// How a card is stored: every field with the stamp that decided it, so that a later event can be
// compared with it.

extension Card {
    /// Everything that is known of the card but its id, as a JSON object.
    package var fieldsJSON: String {
        JSONWriter.object(nullCharacter: .replaced) { object in
            for (name, field) in Card.textFields { write(self[keyPath: field], name, &object) }
            if let currency {
                object.object("currency") { field in
                    field.string("value", currency.value.code)
                    currency.stamp.write(to: &field)
                }
            }
            if let spendLimit {
                object.object("spend_limit") { field in
                    field.present("value", "currency", spendLimit.value)
                    spendLimit.stamp.write(to: &field)
                }
            }
            for (name, point) in Card.points {
                guard let point = self[keyPath: point] else { continue }
                object.object(name) { point.write(to: &$0) }
            }
            object.present("last_event_at", lastEventAt)
        }
    }

    /// A card as `fieldsJSON` tells it; keys in any order.
    package init(id: String, fieldsJSON: String) throws(StoredFormError) {
        self.init(id: id)
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: Array(fieldsJSON.utf8))
        } catch {
            throw StoredFormError("stored card \(id): \(error)")
        }
        do throws(StoredFormError) {
            try read(StoredObject(value: document.root))
        } catch {
            throw StoredFormError("stored card \(id): \(error)")
        }
    }

    private mutating func read(_ stored: StoredObject) throws(StoredFormError) {
        for (name, field) in Card.textFields {
            guard let object = stored.object(name) else { continue }
            let value = try object.required(object.string("value"), "value")
            self[keyPath: field] = StampedField(value: value, stamp: try FieldStamp(object))
        }
        if let object = stored.object("currency") {
            let code = try object.required(object.string("value"), "value")
            currency = StampedField(
                value: Currency(uncheckedCode: code), stamp: try FieldStamp(object))
        }
        if let object = stored.object("spend_limit") {
            let money = try object.required(object.money("value", "currency"), "value")
            spendLimit = StampedField(value: money, stamp: try FieldStamp(object))
        }
        for (name, point) in Card.points {
            guard let object = stored.object(name) else { continue }
            self[keyPath: point] = try EventPoint(object)
        }
        lastEventAt = try stored.timestamp("last_event_at")
    }

    private typealias TextField = WritableKeyPath<Card, StampedField<String>?> & Sendable
    private typealias PointField = WritableKeyPath<Card, EventPoint?> & Sendable

    private static let textFields: [(String, any TextField)] = [
        ("status", \.status), ("last4", \.last4), ("expiry", \.expiry),
        ("holder_id", \.holderID), ("account_id", \.accountID), ("close_reason", \.closeReason),
    ]

    private static let points: [(String, any PointField)] = [
        ("opened", \.opened), ("closed", \.closed), ("first_activity", \.firstActivity),
    ]

    private func write(
        _ field: StampedField<String>?, _ name: String, _ object: inout JSONObjectWriter
    ) {
        guard let field else { return }
        object.object(name) { inner in
            inner.string("value", field.value)
            field.stamp.write(to: &inner)
        }
    }
}

extension FieldStamp {
    fileprivate func write(to object: inout JSONObjectWriter) {
        if isFinal { object.bool("is_final", true) }
        object.present("created_at", createdAt)
        object.factKey(key)
    }

    fileprivate init(_ stored: StoredObject) throws(StoredFormError) {
        self.init(
            isFinal: stored.value["is_final"]?.bool ?? false,
            createdAt: try stored.timestamp("created_at"), key: try stored.factKey())
    }
}

extension EventPoint {
    fileprivate func write(to object: inout JSONObjectWriter) {
        object.present("created_at", createdAt)
        object.timestamp("received_at", receivedAt)
        object.integer("position", position)
        object.factKey(key)
    }

    fileprivate init(_ stored: StoredObject) throws(StoredFormError) {
        self.init(
            key: try stored.factKey(), createdAt: try stored.timestamp("created_at"),
            receivedAt: try stored.required(stored.timestamp("received_at"), "received_at"),
            position: try stored.required(stored.integer("position"), "position"))
    }
}
