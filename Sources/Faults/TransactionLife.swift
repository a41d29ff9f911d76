import Events
import Programs

/// What the service was told of one transaction, and what follows of it.
struct TransactionLife: Sendable {
    struct Step: Sendable {
        var claim: StepClaim
        var createdAt: Timestamp?
        var eventID: String
        var receivedAt: Timestamp
    }

    /// By stated time (none last), then as money goes: authorized, cleared, given back.
    private(set) var steps: [Step] = []
    private(set) var firstReference: Timestamp?
    /// Steps without an authorization, by name; true: it came later.
    private(set) var lifecycleGaps: [String: Bool] = [:]

    mutating func refer(at time: Timestamp) {
        firstReference = min(firstReference ?? time, time)
    }

    mutating func insert(_ step: Step) {
        let place = steps.firstIndex { step.precedes($0) } ?? steps.count
        steps.insert(step, at: place)
        judge()
    }

    /// Cleared, reversed or expired without an authorization; money in a single message needs none,
    /// and a reversal may undo it.
    private mutating func judge() {
        let kinds = Set(steps.map(\.claim.kind))
        let singles: Set<StepClaim.Kind> = [
            .refunded, .charged, .credited, .debited, .transferred,
        ]
        let isAuthorized = kinds.contains(.authorized)
        for kind in [StepClaim.Kind.cleared, .reversed, .expired] {
            let isExcused = kind == .reversed && !kinds.isDisjoint(with: singles)
            if kinds.contains(kind), !isAuthorized, !isExcused {
                lifecycleGaps[kind.rawValue] = false
            } else if lifecycleGaps[kind.rawValue] != nil {
                lifecycleGaps[kind.rawValue] = true
            }
        }
    }

    var authorizedAt: Timestamp? {
        steps.first { $0.claim.kind == .authorized }?.createdAt
    }

    func held(_ kind: ProgramKind) -> Int64 {
        var money = PaymentMoney(kind)
        for step in steps { money.take(step.claim) }
        return money.held
    }

    /// What all steps together post to and hold on each account.
    func sums(_ kind: ProgramKind) -> [AccountName: AccountSum] {
        var money = PaymentMoney(kind)
        var sums: [AccountName: AccountSum] = [:]
        for step in steps {
            let (posted, held) = (money.posted, money.held)
            money.take(step.claim)
            if let account = step.claim.account {
                sums[account, default: AccountSum()].posted += money.posted - posted
                sums[account, default: AccountSum()].held += money.held - held
            }
            if step.claim.kind == .transferred, let other = step.claim.counterparty {
                sums[other, default: AccountSum()].posted += step.claim.amount ?? 0
            }
        }
        return sums
    }

    /// What each step changes of what can be spent, where it changes anything.
    func movements(
        _ kind: ProgramKind, _ resolution: Int64
    ) -> [(account: AccountName, movement: BalanceSeries.Movement)] {
        var money = PaymentMoney(kind)
        var movements: [(account: AccountName, movement: BalanceSeries.Movement)] = []
        for step in steps {
            let before = money.available
            money.take(step.claim)
            func move(_ account: AccountName?, _ change: Int64) {
                guard let account, change != 0 else { return }
                let movement = BalanceSeries.Movement(
                    transactionID: step.claim.transactionID, eventID: step.eventID,
                    tick: step.createdAt.map { $0.tick(resolution) },
                    receiptTick: step.receivedAt.tick(resolution), change: change)
                movements.append((account, movement))
            }
            move(step.claim.account, money.available - before)
            if step.claim.kind == .transferred {
                move(step.claim.counterparty, step.claim.amount ?? 0)
            }
        }
        return movements
    }
}

extension TransactionLife.Step {
    fileprivate func precedes(_ other: TransactionLife.Step) -> Bool {
        switch (createdAt, other.createdAt) {
        case (let mine?, let others?) where mine != others: return mine < others
        case (_?, nil): return true
        case (nil, _?): return false
        default: break
        }
        return claim.kind.rank == other.claim.kind.rank
            ? eventID < other.eventID : claim.kind.rank < other.claim.kind.rank
    }
}

extension StepClaim.Kind {
    fileprivate var rank: Int {
        switch self {
        case .authorized: 0
        case .declined, .statusChanged: 1
        case .credited, .debited, .transferred, .charged: 2
        case .cleared: 3
        case .reversed: 4
        case .expired: 5
        case .refunded: 6
        }
    }
}

/// A transaction's money as the ledger's page defines it: what is held of what was authorized, and
/// what was posted.
private struct PaymentMoney {
    let kind: ProgramKind
    var authorized: Int64 = 0
    var givenBack: Int64 = 0
    var cleared: Int64 = 0
    var posted: Int64 = 0
    var isOver = false
    var wasAuthorized = false

    init(_ kind: ProgramKind) { self.kind = kind }

    var held: Int64 { isOver ? 0 : max(0, authorized - givenBack - cleared) }
    var available: Int64 { posted - held }

    mutating func take(_ step: StepClaim) {
        let amount = step.amount ?? 0
        switch step.kind {
        case .authorized:
            authorized += amount
            wasAuthorized = true
        case .cleared where kind.clearingAmount == .total:
            posted -= amount - cleared
            cleared = amount
            if wasAuthorized { isOver = true }
        case .cleared:
            posted -= amount
            cleared += amount
            if wasAuthorized, held == 0 { isOver = true }
        case .reversed:
            givenBack += step.amount ?? held
            if step.amount == nil || (wasAuthorized && held == 0) { isOver = true }
        case .expired: isOver = true
        case .refunded, .credited: posted += amount
        case .charged, .debited, .transferred: posted -= amount
        case .declined, .statusChanged: break
        }
    }
}

/// What the service was told of one card.
struct CardLife: Sendable {
    private var isOpened = false
    /// True: the event that creates the card came later.
    private(set) var lifecycleGaps: [String: Bool] = [:]

    mutating func take(_ role: EventClaims.CardRole) {
        switch role {
        case .opened:
            isOpened = true
            lifecycleGaps = lifecycleGaps.mapValues { _ in true }
        case .active: if !isOpened { lifecycleGaps["activity"] = false }
        case .closed: if !isOpened { lifecycleGaps["closed"] = false }
        }
    }
}
