import Events
import Programs

// Cardholders, their cards, and the reports of balances.

extension AgentCardModel {
    mutating func enrol(_ holder: Int, at time: Int64) {
        tellHolder("cardholder.created", holder, at: time)
        queue.insert(.open(holder: holder), at: time + journal.random.integer(1_000...600_000))
    }

    mutating func tellHolder(_ type: String, _ holder: Int, at time: Int64) {
        let envelope = envelope(at: time)
        let id = holders[holder]
        let body =
            type == "cardholder.created"
            ? AgentCardPayload.cardholderCreated(holderID: id, envelope)
            : AgentCardPayload.cardholderUpdated(holderID: id, envelope)
        var claims = EventClaims()
        claims.stream = ProgramSubject(.user, id)
        tell(type, ProgramSubject(.user, id), body, envelope, claims, EventTruth(), at: time)
    }

    /// A new card with money on it.
    mutating func openCard(_ holder: Int, at time: Int64) {
        let id = journal.id("card_")
        let limit = journal.random.integer(20...400) * 100
        let name = AccountName(id: id, currency: "USD")
        cardCount += 1
        if let old = current[holder] { cards[old]?.truth.replacementID = id }
        current[holder] = cardCount
        var card = Card(
            truth: CardTruth(
                id: id, status: "OPEN", holderID: holders[holder],
                last4: journal.random.fourDigits()),
            account: AccountTruth(name: name, digits: 2), limit: limit)
        card.account.posted = limit
        cards[cardCount] = card
        let envelope = envelope(at: time)
        tell(
            card, "card.created", AgentCardPayload.cardCreated(payload(card), envelope), envelope,
            .opened, available: limit, at: time)
    }

    /// Asks for a report, soon after what changed the balance.
    mutating func reportSoon(_ number: Int64, at time: Int64) {
        guard let card = cards[number], !card.isReportDue, !card.truth.isClosed else { return }
        cards[number]?.isReportDue = true
        queue.insert(.report(card: number), at: time + journal.random.integer(200...2_500))
    }

    mutating func report(_ number: Int64, at time: Int64) {
        guard var card = cards[number], !card.truth.isClosed else { return }
        card.isReportDue = false
        card.truth.status = "IN_USE"
        cards[number] = card
        let first = envelope(at: time)
        let available = card.account.available
        tell(
            card, "card.updated", AgentCardPayload.cardUpdated(payload(card), first), first,
            .active, available: available, at: time)
        if available > 0, available <= 10_00 {
            let second = envelope(at: time)
            var claims = EventClaims()
            claims.stream = ProgramSubject(.card, card.truth.id)
            tell(
                "balance.low", ProgramSubject(.card, card.truth.id),
                AgentCardPayload.balanceLow(payload(card), second), second, claims, EventTruth(),
                at: time)
        }
        guard card.openPayments == 0, available < 5_00 else { return }
        let reason = available == 0 ? "balance_exhausted" : "manual"
        queue.insert(
            .close(card: number, reason: reason), at: time + journal.random.integer(500...60_000))
    }

    mutating func closeIfUnused(_ number: Int64, at time: Int64) {
        close(number, "manual", at: time)
    }

    /// Only a card without holds is closed; a new one follows.
    ///
    /// What is left stays on it: no event
    /// tells where it goes.
    mutating func close(_ number: Int64, _ reason: String, at time: Int64) {
        guard var card = cards[number], card.openPayments == 0, !card.isReportDue,
            !card.truth.isClosed
        else { return }
        card.truth.status = "CLOSED"
        card.truth.isClosed = true
        cards[number] = card
        let envelope = envelope(at: time)
        tell(
            card, "card.closed",
            AgentCardPayload.cardClosed(payload(card), reason: reason, envelope), envelope,
            .closed, available: nil, at: time)
        guard let holder = current.firstIndex(of: number) else { return }
        queue.insert(
            .open(holder: holder), at: time + journal.random.integer(60_000...24 * 3_600_000))
    }

    func payload(_ card: Card) -> AgentCardPayload.Card {
        AgentCardPayload.Card(
            id: card.truth.id, holderID: card.truth.holderID, last4: card.truth.last4,
            spendLimitCents: card.limit, balanceCents: card.account.available)
    }

    private mutating func tell(
        _ card: Card, _ type: String, _ body: JSONBody, _ envelope: AgentCardPayload.Envelope,
        _ role: EventClaims.CardRole, available: Int64?, at time: Int64
    ) {
        var claims = EventClaims()
        claims.stream = ProgramSubject(.card, card.truth.id)
        claims.cardID = card.truth.id
        claims.cardRole = role
        claims.report = available.map {
            EventClaims.Report(account: card.account.name, available: $0)
        }
        var truth = EventTruth()
        truth.card = card.truth
        truth.account = card.account
        tell(
            type, ProgramSubject(.card, card.truth.id), body, envelope, claims, truth, at: time)
    }
}
