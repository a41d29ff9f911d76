import Events

/// The card events of nCore.
///
/// Their payloads are not published: read through the field map.
struct NymCardCard {
    let body: Body
    let policies: NymCardPolicies

    func readStatusChange(_ reading: inout Interpretation) throws(DecodeError) {
        let cardID = try body.requiredIdentifier(.cardID)
        var card = try card(cardID)
        card.isClosing = card.status.map { policies.finalCardStatuses.contains($0) } ?? false
        if card.isClosing { card.closeReason = body.label(.cardStatusReason) }
        reading.stream = EventStream(kind: .card, id: cardID)
        reading.facts.append(.card(card))
    }

    /// A card or an account was created; which of the two, the ids tell.
    func readCreation(_ reading: inout Interpretation) throws(DecodeError) {
        if let cardID = try body.identifier(.cardID) {
            var card = try card(cardID)
            card.isOpening = true
            reading.stream = EventStream(kind: .card, id: cardID)
            reading.facts.append(.card(card))
            return
        }
        guard let accountID = try body.identifier(.accountID) else {
            throw DecodeError(
                bounded: "\(body.places(of: .cardID)) and \(body.places(of: .accountID)) are both "
                    + "missing or empty")
        }
        reading.stream = EventStream(kind: .account, id: accountID)
        reading.facts.append(
            .activity(
                Activity(
                    kind: "account", subjectID: accountID, summary: "an account was created")))
    }

    private func card(_ cardID: String) throws(DecodeError) -> CardFact {
        var card = CardFact(cardID: cardID)
        card.status = try body.word(.cardStatus)
        card.last4 = body.label(.cardLast4)
        card.expiry = body.label(.cardExpiry)
        card.holderID = try body.identifier(.cardHolderID)
        card.accountID = try body.identifier(.cardAccountID)
        return card
    }
}
