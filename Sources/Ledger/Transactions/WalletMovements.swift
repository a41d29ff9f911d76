import Events
import Money

/// How far a wallet transaction has come, weakest first: a word that says less never takes back
/// one that says more, and money that moved outweighs a failure.
enum WalletStatus: Int, Comparable {
    case pending, cancelled, failed, completed

    /// Nil for a word that this version does not know: it changes nothing.
    init?(word: String) {
        switch word {
        case "pending", "processing", "waiting", "on-hold": self = .pending
        case "completed": self = .completed
        case "failed": self = .failed
        case "cancelled": self = .cancelled
        default: return nil
        }
    }

    static func < (left: WalletStatus, right: WalletStatus) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Where the money of such a transaction stands; nil for nowhere.
    var layer: Layer? {
        switch self {
        case .pending: .pending
        case .completed: .posted
        case .failed, .cancelled: nil
        }
    }
}

/// The movements of a wallet transaction, that is one of which any step states a status word.
///
/// Every event and read of such a transaction states its amounts anew, so a movement replaces the
/// one at the same place; it is pending until the status says how it ended.
struct WalletMovements {
    /// The n-th movement of its event, fees counted by themselves.
    ///
    /// Not by kind: a read that knows only one side of a transfer calls it a load or unload.
    private struct Slot: Hashable {
        let isFee: Bool
        let place: Int
    }

    private struct Booked {
        let slot: Slot
        /// As it was stated last.
        var movement: MoneyMovement
        var bookedMovement: MoneyMovement?
        var bookedLayer: Layer?
    }

    /// What reversals and releases that state an amount ended of the pending money of a currency.
    private struct Ended {
        let currency: Currency
        /// Of what is pending, however often the whole amount is stated anew.
        var amount = Amount.zero
        /// Of what moves: reversed by the provider, and no amount stated since.
        var unmoved = Amount.zero
    }

    let isWallet: Bool
    private(set) var status: WalletStatus?
    private var booked: [Booked] = []
    private var ended: [Ended] = []
    /// Lanes below are the currencies'.
    private static let firstLane = Transaction.maximumSteps

    init(of transaction: Transaction) {
        isWallet = transaction.steps.contains { record in
            record.step.status.flatMap(WalletStatus.init(word:)) != nil
        }
    }

    /// What is booked.
    var movements: [MoneyMovement] { booked.compactMap(\.bookedMovement) }

    /// Money is pending.
    var holdsMoney: Bool { booked.contains { $0.bookedLayer == .pending } }

    mutating func take(_ word: String?) {
        guard let stated = word.flatMap(WalletStatus.init(word:)) else { return }
        status = status.map { max($0, stated) } ?? stated
    }

    /// Money whose hold was reversed, released or has aged goes nowhere, unless it moved.
    mutating func endPending() {
        status = max(status ?? .pending, .cancelled)
    }

    /// A reversal or release ends what is pending: by its amount where it states one, else all.
    ///
    /// All of it, too, where it states another currency than the money that is pending has.
    mutating func endPending(_ step: TransactionStep) throws(MoneyError) {
        guard let money = step.amount,
            booked.isEmpty || booked.contains(where: { $0.movement.currency == money.currency })
        else { return endPending() }
        let index = indexOfEnded(money.currency)
        ended[index].amount = try ended[index].amount.adding(money.amount)
        // An operator ends a hold, and how much moves is for the provider to say; what moved stays.
        guard step.kind == .reversed, status != .completed else { return }
        ended[index].unmoved = try ended[index].unmoved.adding(money.amount)
    }

    private mutating func indexOfEnded(_ currency: Currency) -> Int {
        if let index = ended.firstIndex(where: { $0.currency == currency }) { return index }
        ended.append(Ended(currency: currency))
        return ended.count - 1
    }

    mutating func state(
        _ movement: MoneyMovement, _ record: StepRecord, in transaction: Transaction
    ) {
        let isFee = record.step.kind == .charged
        let place = transaction.steps.count { other in
            other.key.eventID == record.key.eventID && other.key.ordinal < record.key.ordinal
                && other.step.kind.movesMoney && (other.step.kind == .charged) == isFee
        }
        let slot = Slot(isFee: isFee, place: place)
        for index in ended.indices where ended[index].currency == movement.currency {
            ended[index].unmoved = .zero
        }
        if let index = booked.firstIndex(where: { $0.slot == slot }) {
            booked[index].movement = movement
        } else {
            booked.append(Booked(slot: slot, movement: movement))
        }
    }

    /// Writes the difference between what is booked and what the status asks for.
    mutating func book(
        into booking: inout EntryBuilder, because record: StepRecord
    ) throws(MoneyError) {
        // Money whose status no event has told yet is not known to have moved.
        if (status ?? .pending) == .pending, !ended.isEmpty, !booked.isEmpty,
            try wanted(in: .pending).allSatisfy({ $0 == nil })
        {
            endPending()
        }
        let layer = (status ?? .pending).layer
        let wanted = try wanted(in: layer)
        for index in booked.indices {
            let (before, after) = (booked[index].bookedMovement, wanted[index])
            let bookedLayer = booked[index].bookedLayer
            let wantedLayer = after == nil ? nil : layer
            guard bookedLayer != wantedLayer || before != after else { continue }
            let lane = WalletMovements.firstLane + index
            for side in Layer.allCases {
                try WalletMovements.bookDifference(
                    from: bookedLayer == side ? before?.legs ?? [] : [],
                    to: wantedLayer == side ? after?.legs ?? [] : [],
                    in: side, lane: lane, into: &booking, because: record)
            }
            booked[index].bookedLayer = wantedLayer
            booked[index].bookedMovement = after
        }
    }

    /// Every movement as it is to be booked: less what was ended of it, the first ones first.
    private func wanted(in layer: Layer?) throws(MoneyError) -> [MoneyMovement?] {
        guard let layer else { return booked.map { _ in nil } }
        var rest = ended.map { layer == .pending ? $0.amount : $0.unmoved }
        var wanted: [MoneyMovement?] = []
        for stated in booked.map(\.movement) {
            guard let index = ended.firstIndex(where: { $0.currency == stated.currency }) else {
                wanted.append(stated)
                continue
            }
            let part = try min(rest[index], stated.money.amount.magnitude)
            rest[index] = try rest[index].subtracting(part)
            wanted.append(try stated.reduced(by: part))
        }
        // A completion of what had been reversed in full contradicts that, and money has moved.
        let isContradiction = layer == .posted && wanted.allSatisfy { $0 == nil }
        return isContradiction ? booked.map(\.movement) : wanted
    }

    private static func bookDifference(
        from old: [MoneyMovement.Leg], to new: [MoneyMovement.Leg], in layer: Layer, lane: Int,
        into booking: inout EntryBuilder, because record: StepRecord
    ) throws(MoneyError) {
        for side in 0..<max(old.count, new.count) {
            let before = side < old.count ? old[side] : nil
            let after = side < new.count ? new[side] : nil
            if let before, let after, before.account == after.account {
                try booking.add(
                    after.amount.subtracting(before.amount), to: after.account, in: layer,
                    leg: Leg(lane, layer, side: side), because: record)
                continue
            }
            if let before {
                try booking.add(
                    before.amount.negated(), to: before.account, in: layer,
                    leg: Leg(lane, layer, side: side + 4), because: record)
            }
            if let after {
                try booking.add(
                    after.amount, to: after.account, in: layer,
                    leg: Leg(lane, layer, side: side), because: record)
            }
        }
    }
}

extension TransactionStep.Kind {
    /// A step that `MoneyMovement` reads.
    fileprivate var movesMoney: Bool {
        switch self {
        case .credited, .debited, .charged, .transferred, .converted, .adjusted: true
        case .authorized, .incremented, .creditAuthorized, .declined, .cleared, .reversed,
            .expired, .refunded, .statusChanged, .released, .linked:
            false
        }
    }
}
