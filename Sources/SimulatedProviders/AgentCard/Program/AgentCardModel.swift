import Events
import Programs

/// A program of AgentCard cards: prepaid once, used until they are empty, then closed and followed
/// by a new one.
///
/// Balances belong to cards. A clearing ends the hold whatever it takes; a second one states the
/// amount anew. Each change of a balance is followed by a `card.updated`, often within the same
/// second: `created` has whole seconds.
struct AgentCardModel: ProgramCourse {
    struct Card: Sendable {
        var truth: CardTruth
        var account: AccountTruth
        var limit: Int64
        /// What tips on open holds may take beyond them.
        var reserve: Int64 = 0
        var openPayments = 0
        var purchases: [Purchase] = []
        /// A report that is on its way tells of everything until then.
        var isReportDue = false

        var spendable: Int64 { account.available - reserve }
    }

    struct Purchase: Sendable {
        var transactionID: String
        var amount: Int64
        var merchant: Merchant
    }

    struct Payment: Sendable {
        var truth: TransactionTruth
        var card: Int64
        var merchant: Merchant
        var reserve: Int64
    }

    enum Action: Sendable {
        case customer
        case enrol(holder: Int)
        case open(holder: Int)
        case report(card: Int64)
        case clear(payment: Int64, amount: Int64, isLast: Bool)
        case void(payment: Int64)
        case refund(card: Int64, Purchase, isLinked: Bool)
        case close(card: Int64, reason: String)
    }

    var journal: ProgramJournal
    var queue = ProgramQueue<Action>()
    var holders: [String] = []
    /// By holder: the card of now.
    var current: [Int64?] = []
    var cards: [Int64: Card] = [:]
    var cardCount: Int64 = 0
    var payments: [Int64: Payment] = [:]
    var paymentCount: Int64 = 0

    init(_ journal: ProgramJournal) {
        self.journal = journal
        let spread = journal.settings.enrolmentSeconds * 1_000
        for holder in 0..<max(1, journal.settings.users) {
            holders.append(self.journal.id("ch_"))
            current.append(nil)
            let time = self.journal.random.integer(0...max(1, spread))
            queue.insert(.enrol(holder: holder), at: time)
        }
        queue.insert(.customer, at: 60_000)
    }

    var snapshot: ProgramSnapshot {
        ProgramSnapshot(
            accounts: cards.values.map(\.account), transactions: payments.values.map(\.truth),
            cards: cards.values.map(\.truth))
    }

    mutating func advance() {
        guard let (time, action) = queue.removeFirst() else { return }
        switch action {
        case .customer: customer(at: time)
        case .enrol(let holder): enrol(holder, at: time)
        case .open(let holder): openCard(holder, at: time)
        case .report(let card): report(card, at: time)
        case .clear(let payment, let amount, let isLast):
            clear(payment, amount, isLast, at: time)
        case .void(let payment): void(payment, at: time)
        case .refund(let card, let purchase, let isLinked):
            refund(card, purchase, isLinked, at: time)
        case .close(let card, let reason): close(card, reason, at: time)
        }
    }

    private mutating func customer(at time: Int64) {
        let perDay = Int64(holders.count) * journal.settings.actionsPerDay
        queue.insert(.customer, at: time + 1 + journal.pause(perDay: perDay, at: time))
        let holder = Int(journal.random.integer(0...Int64(holders.count - 1)))
        guard let card = current[holder], let state = cards[card], !state.truth.isClosed else {
            return
        }
        act(holder, card, journal.place(in: journal.settings.actions.weights), at: time)
    }

    /// Does what stands at a place of `ActionShares.weights`.
    private mutating func act(_ holder: Int, _ card: Int64, _ place: Int, at time: Int64) {
        switch place {
        case 1: decline(card, at: time)
        case 8: refundLatest(card, at: time)
        case 9:
            let merchant = journal.random.element(of: MerchantBook.standard.merchants)
            let amount = journal.random.amount(upTo: 20_00)
            let purchase = Purchase(transactionID: "", amount: amount, merchant: merchant)
            refund(card, purchase, false, at: time)
        case 10: tellHolder("cardholder.updated", holder, at: time)
        case 12, 13: closeIfUnused(card, at: time)
        case 14: forcePost(card, at: time)
        default: purchase(card, at: time)
        }
    }

    // MARK: Telling

    /// `evt_…`, later ones greater; the time in whole seconds.
    mutating func envelope(at time: Int64) -> AgentCardPayload.Envelope {
        let exact = journal.realTime(time).microseconds
        return AgentCardPayload.Envelope(
            id: journal.id("evt_"), createdAt: Timestamp(microseconds: exact - exact % 1_000_000),
            isLive: journal.settings.isLive)
    }

    mutating func tell(
        _ type: String, _ subject: ProgramSubject, _ body: JSONBody,
        _ envelope: AgentCardPayload.Envelope, _ claims: EventClaims, _ truth: EventTruth,
        at time: Int64
    ) {
        var claims = claims
        claims.isLive = envelope.isLive
        journal.emit(
            ProgramJournal.Draft(
                type: type, subject: subject, body: body, eventID: envelope.id,
                createdAt: envelope.createdAt, claims: claims, truth: truth),
            at: time)
    }
}
