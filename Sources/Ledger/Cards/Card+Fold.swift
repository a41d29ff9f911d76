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
    ///
    /// Tells of a change, as the other functions here do.
    fileprivate mutating func state<Value>(
        _ value: Value?, _ stamp: FieldStamp, _ isChanged: inout Bool
    ) where Wrapped == StampedField<Value> {
        guard let value else { return }
        if let known = self, !known.stamp.isBeaten(by: stamp) { return }
        self = StampedField(value: value, stamp: stamp)
        isChanged = true
    }
}

extension Optional where Wrapped == EventPoint {
    /// Keeps the earliest point in canonical order.
    fileprivate mutating func keepEarliest(_ point: EventPoint, _ isChanged: inout Bool) {
        if let known = self, !point.precedes(known) { return }
        self = point
        isChanged = true
    }
}

extension EventPoint {
    fileprivate init(_ key: FactKey, _ event: LoggedEvent) {
        self.init(
            key: key, createdAt: event.createdAt, receivedAt: event.receivedAt,
            position: event.position)
    }
}

extension Card {
    /// Folds what one event says of the card; nil when that changes nothing.
    mutating func fold(_ mentions: [CardMention], of event: LoggedEvent) -> CardChange? {
        var (isChanged, movesLife) = (false, false)
        var (opens, closes): (FactKey?, FactKey?)
        for mention in mentions {
            if case .fact(let fact) = mention.content {
                if fact.isOpening, opens == nil { opens = mention.key }
                if fact.isClosing, closes == nil { closes = mention.key }
            }
            fold(mention, createdAt: event.createdAt, &isChanged)
        }
        if let opens { opened.keepEarliest(EventPoint(opens, event), &movesLife) }
        if let closes { closed.keepEarliest(EventPoint(closes, event), &movesLife) }
        if opens == nil, closes == nil, let first = mentions.first {
            firstActivity.keepEarliest(EventPoint(first.key, event), &movesLife)
        }
        if let time = event.createdAt, lastEventAt.map({ $0 < time }) ?? true {
            lastEventAt = time
            isChanged = true
        }
        return isChanged || movesLife ? CardChange(id: id, movesLife: movesLife) : nil
    }

    private mutating func fold(
        _ mention: CardMention, createdAt: Timestamp?, _ isChanged: inout Bool
    ) {
        let stamp = FieldStamp(isFinal: false, createdAt: createdAt, key: mention.key)
        switch mention.content {
        case .accountLink(let account):
            accountID.state(account, stamp, &isChanged)
        case .fact(let fact):
            let closing = FieldStamp(
                isFinal: fact.isClosing, createdAt: createdAt, key: mention.key)
            status.state(fact.status, closing, &isChanged)
            closeReason.state(fact.closeReason, closing, &isChanged)
            last4.state(fact.last4, stamp, &isChanged)
            expiry.state(fact.expiry, stamp, &isChanged)
            holderID.state(fact.holderID, stamp, &isChanged)
            accountID.state(fact.accountID, stamp, &isChanged)
            currency.state(fact.currency, stamp, &isChanged)
            spendLimit.state(fact.spendLimit, stamp, &isChanged)
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
