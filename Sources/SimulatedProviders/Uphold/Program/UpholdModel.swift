import Events
import Programs

/// A program of wallets on Uphold's classic API: users with a wallet ("card") per currency.
///
/// Its notifications are thin: statuses of transactions, and the wallets that changed because of
/// them, in either order and without amounts. The amounts are in the truth, as the provider's API
/// tells them.
struct UpholdModel: ProgramCourse {
    struct User: Sendable {
        var id: String
        var wallets: [Int]
        var openPayments = 0
        /// Withdrew the application's permission: nothing of this user is told any more.
        var isGone = false
    }

    struct Wallet: Sendable {
        var truth: AccountTruth
        var user: Int
    }

    struct Payment: Sendable {
        var truth: TransactionTruth
        /// Nil: outside.
        var origin: Int?
        var destination: Int?
        /// Whose notifications tell its statuses.
        var user: Int
        /// How it ended, before its status tells.
        var end: State?
        /// Once it has ended: how many notifications are still to come of it.
        var remaining: Int?
    }

    enum Action: Sendable {
        case customer
        case enrol
        case tellStatus(payment: Int64, word: String)
        case tellWallet(transactionID: String, wallet: Int, payment: Int64)
        case end(payment: Int64, State)
    }

    typealias State = TransactionTruth.State

    var journal: ProgramJournal
    var queue = ProgramQueue<Action>()
    var users: [User] = []
    var wallets: [Wallet] = []
    var payments: [Int64: Payment] = [:]
    var paymentCount: Int64 = 0

    init(_ journal: ProgramJournal) {
        self.journal = journal
        for _ in 0..<max(2, journal.settings.users) { enrolUser() }
        queue.insert(.customer, at: 1_000)
    }

    /// A wallet is a card and an account in one.
    var snapshot: ProgramSnapshot {
        ProgramSnapshot(
            accounts: wallets.map(\.truth), transactions: payments.values.map(\.truth),
            cards: wallets.map(card))
    }

    func card(_ wallet: Wallet) -> CardTruth {
        CardTruth(
            id: wallet.truth.name.id, status: "", holderID: users[wallet.user].id, last4: "")
    }

    mutating func advance() {
        guard let (time, action) = queue.removeFirst() else { return }
        switch action {
        case .customer: customer(at: time)
        case .enrol: enrolUser()
        case .tellStatus(let payment, let word): tellStatus(payment, word, at: time)
        case .tellWallet(let id, let wallet, let payment):
            tellWallet(id, wallet, payment, at: time)
        case .end(let payment, let state): end(payment, state, at: time)
        }
    }

    /// No event tells of a new user or wallet.
    private mutating func enrolUser() {
        let user = User(id: journal.random.fastUUID(), wallets: [])
        users.append(user)
        addWallet("USD", 2)
        if journal.chance(600) { addWallet("EUR", 2) }
        if journal.chance(300) { addWallet("BTC", 8) }
    }

    private mutating func addWallet(_ currency: String, _ digits: Int) {
        let name = AccountName(id: journal.random.fastUUID(), currency: currency)
        wallets.append(
            Wallet(truth: AccountTruth(name: name, digits: digits), user: users.count - 1))
        users[users.count - 1].wallets.append(wallets.count - 1)
    }

    private mutating func customer(at time: Int64) {
        let perDay = Int64(users.count) * journal.settings.actionsPerDay
        queue.insert(.customer, at: time + 1 + journal.pause(perDay: perDay, at: time))
        let user = Int(journal.random.integer(0...Int64(users.count - 1)))
        guard !users[user].isGone else { return }
        let wallet = journal.random.element(of: users[user].wallets)
        let most = wallets[wallet].truth.available / 2
        let place = journal.place(in: journal.settings.wallets.weights)
        guard place != 0, most > 100 else { return deposit(wallet, at: time) }
        switch place {
        case 1: begin(from: wallet, to: nil, journal.random.amount(upTo: most), at: time)
        case 3 where users[user].wallets.count > 1:
            let others = users[user].wallets.filter { $0 != wallet }
            let other = journal.random.element(of: others)
            begin(from: wallet, to: other, journal.random.amount(upTo: most), at: time)
        case 4: revoke(user, at: time)
        default: transfer(wallet, journal.random.amount(upTo: most), at: time)
        }
    }

    private mutating func deposit(_ wallet: Int, at time: Int64) {
        let isCoin = wallets[wallet].truth.digits == 8
        let most: Int64 = isCoin ? 5_000_000 : 900_00
        begin(from: nil, to: wallet, journal.random.integer(most / 10...most), at: time)
    }

    /// To another user's wallet of the same currency; where that user has none, it is a withdrawal.
    private mutating func transfer(_ wallet: Int, _ amount: Int64, at time: Int64) {
        let other = Int(journal.random.integer(0...Int64(users.count - 1)))
        let destination = users[other].wallets.first {
            wallets[$0].truth.name.currency == wallets[wallet].truth.name.currency
        }
        let isSelf = other == wallets[wallet].user
        begin(
            from: wallet, to: isSelf || users[other].isGone ? nil : destination, amount, at: time)
    }

    private mutating func revoke(_ user: Int, at time: Int64) {
        guard users[user].openPayments == 0 else { return }
        users[user].isGone = true
        queue.insert(.enrol, at: time + 3_600_000)
        let id = journal.random.fastUUID()
        var claims = EventClaims()
        claims.stream = ProgramSubject(.user, users[user].id)
        emit(
            "oauth-authorization:revoked", claims.stream ?? ProgramSubject(.user, id), user,
            claims, EventTruth(), at: time
        ) {
            UpholdPayload.authorizationRevoked(authorizationID: id, $0)
        }
    }

    mutating func emit(
        _ type: String, _ subject: ProgramSubject, _ user: Int, _ claims: EventClaims,
        _ truth: EventTruth, at time: Int64, body: (UpholdPayload.Envelope) -> JSONBody
    ) {
        let exact = journal.realTime(time).microseconds
        let envelope = UpholdPayload.Envelope(
            id: journal.random.fastUUID(), userID: users[user].id,
            createdAt: Timestamp(microseconds: exact - exact % 1_000))
        journal.emit(
            ProgramJournal.Draft(
                type: type, subject: subject, body: body(envelope), eventID: envelope.id,
                createdAt: envelope.createdAt, claims: claims, truth: truth),
            at: time)
    }
}
