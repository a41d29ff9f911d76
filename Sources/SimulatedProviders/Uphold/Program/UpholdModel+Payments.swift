import Events
import Programs

// A transaction: what it takes at its begin, what it brings at its end, and what is told of it.

extension UpholdModel {
    /// `origin` or `destination` nil: outside.
    mutating func begin(
        from origin: Int?, to destination: Int?, _ amount: Int64, at time: Int64
    ) {
        guard let holder = origin ?? destination else { return }
        let user = wallets[holder].user
        let kind: TransactionTruth.Kind =
            origin == nil ? .load : destination == nil ? .unload : .transfer
        let exact = journal.realTime(time).microseconds
        var truth = TransactionTruth(
            journal.random.fastUUID(), kind, .pending, on: wallets[holder].truth,
            cardID: wallets[holder].truth.name.id,
            at: Timestamp(microseconds: exact - exact % 1_000))
        truth.authorized = amount
        if let origin {
            truth.held = amount
            wallets[origin].truth.held += amount
            if let destination { direct(&truth, amount, origin, destination) }
        }
        paymentCount += 1
        payments[paymentCount] = Payment(
            truth: truth, origin: origin, destination: destination, user: user)
        users[user].openPayments += 1
        if let destination, wallets[destination].user != user {
            users[wallets[destination].user].openPayments += 1
        }
        tellBegin(paymentCount, truth.id, origin, at: time)
    }

    private mutating func direct(
        _ truth: inout TransactionTruth, _ amount: Int64, _ origin: Int, _ destination: Int
    ) {
        let (from, to) = (wallets[origin].truth, wallets[destination].truth)
        truth.counterparty = to.name
        truth.counterpartyDigits = to.digits
        truth.counterpartyAmount = Self.convert(amount, from.name.currency, to.name.currency)
        if from.name.currency != to.name.currency { truth.kind = .conversion }
    }

    /// Of the smallest unit, in millionths of a dollar.
    private static let value: [String: Int64] = ["USD": 10_000, "EUR": 10_900, "BTC": 625]

    /// In minor units, rounded down; never nothing.
    static func convert(_ amount: Int64, _ from: String, _ to: String) -> Int64 {
        guard from != to, let value = value[from], let other = Self.value[to] else { return amount }
        return max(1, amount * value / other)
    }

    private mutating func tellBegin(
        _ number: Int64, _ id: String, _ origin: Int?, at time: Int64
    ) {
        let soon = time + journal.random.integer(20...2_000)
        let isStatusFirst = journal.chance(600)
        queue.insert(
            .tellStatus(payment: number, word: "processing"), at: isStatusFirst ? time : soon)
        if let origin {
            queue.insert(
                .tellWallet(transactionID: id, wallet: origin, payment: number),
                at: isStatusFirst ? soon : time)
        }
        var end = time + journal.random.integer(5_000...2 * 3_600_000)
        if journal.chance(journal.settings.wallets.detour) {
            let word = journal.chance(500) ? "waiting" : "on-hold"
            queue.insert(.tellStatus(payment: number, word: word), at: end)
            end += journal.random.integer(60_000...6 * 3_600_000)
        }
        let states: [State] = [.cleared, .failed, .cancelled]
        let state = states[journal.place(in: journal.settings.wallets.endings)]
        queue.insert(.end(payment: number, state), at: end)
    }

    mutating func end(_ number: Int64, _ state: State, at time: Int64) {
        guard var payment = payments[number] else { return }
        let amount = payment.truth.authorized
        var touched: [Int] = []
        if let origin = payment.origin {
            wallets[origin].truth.held -= amount
            if state == .cleared { wallets[origin].truth.posted -= amount }
            touched.append(origin)
        }
        if let destination = payment.destination, state == .cleared {
            let brought = payment.origin == nil ? amount : payment.truth.counterpartyAmount
            wallets[destination].truth.posted += brought
            touched.append(destination)
        }
        payment.end = state
        payment.remaining = touched.count + 1
        payments[number] = payment
        let words: [State: String] = [.failed: "failed", .cancelled: "cancelled"]
        // In any order, all within two seconds.
        var times = (0...touched.count).map { _ in time + journal.random.integer(0...2_000) }
        times.sort()
        let statusPlace = Int(journal.random.integer(0...Int64(touched.count)))
        for (place, moment) in times.enumerated() {
            if place == statusPlace {
                let word = words[state] ?? "completed"
                queue.insert(.tellStatus(payment: number, word: word), at: moment)
            } else {
                queue.insert(
                    .tellWallet(
                        transactionID: payment.truth.id, wallet: touched.removeFirst(),
                        payment: number), at: moment)
            }
        }
    }

    mutating func tellStatus(_ number: Int64, _ word: String, at time: Int64) {
        guard let payment = countDown(number, isStatus: true) else { return }
        var step = StepClaim(.statusChanged, payment.truth.id, nil, nil)
        step.status = word
        let subject = ProgramSubject(.transaction, payment.truth.id)
        var claims = EventClaims()
        claims.stream = subject
        claims.step = step
        claims.mustNameTransaction = true
        emit(
            "transaction:status:updated", subject, payment.user, claims, truth(of: payment),
            at: time
        ) {
            UpholdPayload.transactionStatusUpdated(
                transactionID: payment.truth.id, status: word, $0)
        }
    }

    mutating func tellWallet(
        _ id: String, _ wallet: Int, _ number: Int64, at time: Int64
    ) {
        let subject = ProgramSubject(.card, wallets[wallet].truth.name.id)
        var claims = EventClaims()
        claims.stream = subject
        claims.cardID = subject.id
        claims.referenceID = id
        claims.mustNameTransaction = true
        var truth = countDown(number).map { self.truth(of: $0) } ?? EventTruth()
        truth.card = card(wallets[wallet])
        emit("card:updated", subject, wallets[wallet].user, claims, truth, at: time) {
            UpholdPayload.cardUpdated(cardID: subject.id, transactionID: id, $0)
        }
    }

    // A transaction ends for others when its status is told: wallets may have changed before.

    /// The payment at one more notification of it; it is forgotten with the last.
    private mutating func countDown(_ number: Int64, isStatus: Bool = false) -> Payment? {
        guard var payment = payments[number] else { return nil }
        guard let remaining = payment.remaining else { return payment }
        if isStatus, let end = payment.end {
            payment.truth.state = end
            payment.truth.held = 0
            payment.truth.cleared = end == .cleared ? payment.truth.authorized : 0
        }
        payment.remaining = remaining - 1
        payment.truth.isDone = remaining <= 1
        payments[number] = payment.truth.isDone ? nil : payment
        guard payment.truth.isDone else { return payment }
        users[payment.user].openPayments -= 1
        if let destination = payment.destination, wallets[destination].user != payment.user {
            users[wallets[destination].user].openPayments -= 1
        }
        return payment
    }

    private func truth(of payment: Payment) -> EventTruth {
        var truth = EventTruth()
        truth.transaction = payment.truth
        truth.account = (payment.origin ?? payment.destination).map { wallets[$0].truth }
        if payment.origin != nil {
            truth.counterparty = payment.destination.map { wallets[$0].truth }
        }
        return truth
    }
}
