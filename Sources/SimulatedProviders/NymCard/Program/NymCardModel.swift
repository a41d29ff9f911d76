import Events
import Programs

/// A program of prepaid cards on NymCard nCore: users with an account each and a card at a time.
///
/// Balances belong to accounts. What a partial clearing leaves stays held until it is cleared or
/// ages out. Every transaction event reports what can be spent after it.
struct NymCardModel: ProgramCourse {
    struct Account: Sendable {
        /// With the card of now.
        var holder: NymCardPayload.Holder
        var truth: AccountTruth
        var card: CardTruth
        /// What tips on open holds may take beyond them.
        var reserve: Int64 = 0
        var lastStated: Timestamp
        /// Purchases that can still be refunded, the latest last.
        var purchases: [Purchase] = []
        /// Loaded for the first time, which its first report tells.
        var isFunded = false
        /// The program was left: no card will be used again.
        var isLeft = false

        var isUsable: Bool { !isLeft && card.status == "ACTIVE" }
        var spendable: Int64 { truth.available - reserve }
    }

    struct Purchase: Sendable {
        var transactionID: String
        var amount: Int64
        var merchant: Merchant
    }

    /// An authorization that is not finished.
    struct Payment: Sendable {
        var truth: TransactionTruth
        var account: Int
        /// The card that was used, which may have been replaced since.
        var holder: NymCardPayload.Holder
        var merchant: Merchant
        var type: String
        /// In the currency of the purchase, where it is another.
        var foreign: SimulatedMoney?
        var reserve: Int64
    }

    enum Action: Sendable {
        case customer
        case enrol(EnrolmentStage, account: Int)
        case clear(payment: Int64, amount: Int64)
        case reverse(payment: Int64, amount: Int64?)
        case expire(payment: Int64)
        case refund(account: Int, Purchase, isLinked: Bool)
        case charge(account: Int, type: String)
        case resume(account: Int)
        case replace(account: Int)
    }

    enum EnrolmentStage: Sendable { case user, identity, active, card, activation, load, issuance }

    var journal: ProgramJournal
    var queue = ProgramQueue<Action>()
    var accounts: [Account] = []
    var payments: [Int64: Payment] = [:]
    var paymentCount: Int64 = 0
    var retiredCards: [CardTruth] = []

    init(_ journal: ProgramJournal) {
        self.journal = journal
        let spread = journal.settings.enrolmentSeconds * 1_000
        for _ in 0..<max(2, journal.settings.users) {
            enrolUser(from: self.journal.random.integer(0...max(1, spread)))
        }
        queue.insert(.customer, at: 60_000)
    }

    var snapshot: ProgramSnapshot {
        ProgramSnapshot(
            accounts: accounts.map(\.truth), transactions: payments.values.map(\.truth),
            cards: retiredCards + accounts.filter { !$0.card.status.isEmpty }.map(\.card))
    }

    mutating func advance() {
        guard let (time, action) = queue.removeFirst() else { return }
        switch action {
        case .customer: customer(at: time)
        case .enrol(let stage, let account): enrol(stage, account, at: time)
        case .clear(let payment, let amount): clear(payment, amount, at: time)
        case .reverse(let payment, let amount): reverse(payment, amount, at: time)
        case .expire(let payment): expire(payment, at: time)
        case .refund(let account, let purchase, let isLinked):
            refund(account, purchase, isLinked, at: time)
        case .charge(let account, let type): charge(account, type, at: time)
        case .resume(let account): resume(account, at: time)
        case .replace(let account): replaceCard(account, at: time)
        }
    }

    /// One hundred minor units: 1.00 AED, 0.100 KWD; amounts are made in parts of it.
    static let unit: Int64 = 100

    private mutating func customer(at time: Int64) {
        let perDay = Int64(accounts.count) * journal.settings.actionsPerDay
        queue.insert(.customer, at: time + 1 + journal.pause(perDay: perDay, at: time))
        let account = Int(journal.random.integer(0...Int64(accounts.count - 1)))
        guard accounts[account].isUsable, accounts[account].isFunded else { return }
        guard accounts[account].spendable > 150 * Self.unit else {
            move(account, .load, at: time)
            return
        }
        act(account, journal.place(in: journal.settings.actions.weights), at: time)
    }

    /// Does what stands at a place of `ActionShares.weights`.
    private mutating func act(_ account: Int, _ place: Int, at time: Int64) {
        switch place {
        case 1: decline(account, at: time)
        case 2: inquire(account, at: time)
        case 3: move(account, .load, at: time)
        case 4: move(account, .unload, at: time)
        case 5: transfer(account, at: time)
        case 6: charge(account, "DELIVERY", at: time)
        case 7: move(account, .credit, at: time)
        case 8: refundLatest(account, at: time)
        case 9:
            let amount = journal.random.amount(upTo: 40 * Self.unit)
            let merchant = journal.random.element(of: MerchantBook.standard.merchants)
            let purchase = Purchase(transactionID: "", amount: amount, merchant: merchant)
            refund(account, purchase, false, at: time)
        case 10: tellActivity(account, at: time)
        case 11: suspend(account, at: time)
        case 12: lose(account, at: time)
        case 13: leave(account, at: time)
        case 14: forcePost(account, at: time)
        default: purchase(account, at: time)
        }
    }

    // MARK: Telling

    /// The time that an event of this account states.
    mutating func stated(_ account: Int, at time: Int64) -> Timestamp {
        journal.statedMillisecond(time, after: &accounts[account].lastStated)
    }

    /// Announces something of an account's transaction, with what is true now.
    mutating func tell(
        _ type: String, _ transaction: TransactionTruth, _ account: Int, _ body: JSONBody,
        _ claims: EventClaims, createdAt: Timestamp?, eventID: String? = nil,
        counterparty: Int? = nil, at time: Int64
    ) {
        var draft = ProgramJournal.Draft(
            type: type, subject: ProgramSubject(.transaction, transaction.id), body: body,
            eventID: eventID, createdAt: createdAt, claims: claims)
        draft.truth.transaction = transaction
        draft.truth.account = accounts[account].truth
        draft.truth.counterparty = counterparty.map { accounts[$0].truth }
        journal.emit(draft, at: time)
    }

    func claims(_ holder: NymCardPayload.Holder, _ step: StepClaim?) -> EventClaims {
        var claims = EventClaims()
        claims.stream = ProgramSubject(.card, holder.cardID)
        claims.step = step
        // What moves nothing says nothing of the card either.
        claims.cardID = step == nil ? nil : holder.cardID
        claims.mustNameTransaction = step != nil
        return claims
    }
}
