import Events

extension FieldStamp {
    /// A closing status is final whatever its time; then the later stated time decides, then event
    /// id and ordinal.
    func isBeaten(by other: FieldStamp) -> Bool {
        if isFinal != other.isFinal { return other.isFinal }
        switch (createdAt, other.createdAt) {
        case (let mine?, let others?) where mine != others: return mine < others
        case (nil, _?): return true
        case (_?, nil): return false
        default: return key < other.key
        }
    }
}

extension Optional {
    /// Takes a stated value when its stamp is the greatest so far; an absent one says nothing.
    fileprivate mutating func state<Value>(_ value: Value?, _ stamp: FieldStamp)
    where Wrapped == StampedField<Value> {
        guard let value else { return }
        if let known = self, !known.stamp.isBeaten(by: stamp) { return }
        self = StampedField(value: value, stamp: stamp)
    }
}

extension Optional where Wrapped == EventPoint {
    /// Keeps the earliest point in canonical order.
    fileprivate mutating func keepEarliest(_ point: EventPoint) {
        guard let known = self, !point.precedes(known) else {
            self = point
            return
        }
    }
}

extension Card {
    /// Folds what one event says of the card.
    mutating func fold(_ mentions: [CardMention], of event: LoggedEvent) {
        var (opens, closes): (FactKey?, FactKey?)
        for mention in mentions {
            if case .fact(let fact) = mention.content {
                if fact.isOpening, opens == nil { opens = mention.key }
                if fact.isClosing, closes == nil { closes = mention.key }
            }
            fold(mention, createdAt: event.createdAt)
        }
        func point(_ key: FactKey) -> EventPoint {
            EventPoint(
                key: key, createdAt: event.createdAt, receivedAt: event.receivedAt,
                position: event.position)
        }
        if let opens { opened.keepEarliest(point(opens)) }
        if let closes { closed.keepEarliest(point(closes)) }
        if opens == nil, closes == nil, let first = mentions.first {
            firstActivity.keepEarliest(point(first.key))
        }
        if let time = event.createdAt { lastEventAt = max(lastEventAt ?? time, time) }
    }

    private mutating func fold(_ mention: CardMention, createdAt: Timestamp?) {
        let stamp = FieldStamp(isFinal: false, createdAt: createdAt, key: mention.key)
        switch mention.content {
        case .accountLink(let account):
            accountID.state(account, stamp)
        case .fact(let fact):
            let closing = FieldStamp(
                isFinal: fact.isClosing, createdAt: createdAt, key: mention.key)
            status.state(fact.status, closing)
            closeReason.state(fact.closeReason, closing)
            last4.state(fact.last4, stamp)
            expiry.state(fact.expiry, stamp)
            holderID.state(fact.holderID, stamp)
            accountID.state(fact.accountID, stamp)
            currency.state(fact.currency, stamp)
            spendLimit.state(fact.spendLimit, stamp)
        }
    }
}

/// How one fact of an event names a card.
struct CardMention {
    enum Content {
        case fact(CardFact)
        /// A step or reference, with the account that it names beside the card.
        case accountLink(String?)
    }

    let cardID: String
    let key: FactKey
    let content: Content
}
