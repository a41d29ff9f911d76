package import Events
package import Money

/// When and by which event a card's field was last stated; the greatest stamp decides.
package struct FieldStamp: Hashable, Sendable {
    /// A closing status is final whatever its time.
    package var isFinal: Bool
    /// A field stated without a time never beats one with a time.
    package var createdAt: Timestamp?
    package var key: FactKey

    package init(isFinal: Bool, createdAt: Timestamp?, key: FactKey) {
        self.isFinal = isFinal
        self.createdAt = createdAt
        self.key = key
    }
}

package struct StampedField<Value: Hashable & Sendable>: Hashable, Sendable {
    package var value: Value
    package var stamp: FieldStamp

    package init(value: Value, stamp: FieldStamp) {
        self.value = value
        self.stamp = stamp
    }
}

/// An event as evidence: where it stands in the log and in the provider's time.
package struct EventPoint: Hashable, Sendable {
    package var key: FactKey
    package var createdAt: Timestamp?
    package var receivedAt: Timestamp
    package var position: Int64

    package init(key: FactKey, createdAt: Timestamp?, receivedAt: Timestamp, position: Int64) {
        self.key = key
        self.createdAt = createdAt
        self.receivedAt = receivedAt
        self.position = position
    }
}

/// A card: per field the value with the greatest stamp.
package struct Card: Hashable, Sendable {
    package let id: String
    package var status: StampedField<String>?
    package var last4: StampedField<String>?
    package var expiry: StampedField<String>?
    package var holderID: StampedField<String>?
    package var accountID: StampedField<String>?
    package var currency: StampedField<Currency>?
    package var spendLimit: StampedField<MonetaryAmount>?
    package var closeReason: StampedField<String>?
    /// The earliest event (canonical order) that announces the card.
    package var opened: EventPoint?
    /// The earliest event that ends it.
    package var closed: EventPoint?
    /// The earliest event that names the card and neither opens nor closes it.
    package var firstActivity: EventPoint?
    /// The latest stated time of any event that names it.
    package var lastEventAt: Timestamp?

    package init(id: String) {
        self.id = id
    }
}
