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
        var movement: MoneyMovement
        var bookedMovement: MoneyMovement?
        var bookedLayer: Layer?
    }

    let isWallet: Bool
    private(set) var status: WalletStatus?
    private var booked: [Booked] = []
    /// Lanes below are the currencies'.
    private static let firstLane = Transaction.maximumSteps

    init(of transaction: Transaction) {
        isWallet = transaction.steps.contains { record in
            record.step.status.flatMap(WalletStatus.init(word:)) != nil
        }
    }

    var movements: [MoneyMovement] { booked.map(\.movement) }

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

    mutating func state(
        _ movement: MoneyMovement, _ record: StepRecord, in transaction: Transaction
    ) {
        let isFee = record.step.kind == .charged
        let place = transaction.steps.count { other in
            other.key.eventID == record.key.eventID && other.key.ordinal < record.key.ordinal
                && other.step.kind.movesMoney && (other.step.kind == .charged) == isFee
        }
        let slot = Slot(isFee: isFee, place: place)
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
        let layer = (status ?? .pending).layer
        for index in booked.indices {
            let current = booked[index]
            let before = current.bookedMovement
            guard current.bookedLayer != layer || before != current.movement else { continue }
            let lane = WalletMovements.firstLane + index
            for side in Layer.allCases {
                try WalletMovements.bookDifference(
                    from: current.bookedLayer == side ? before?.legs ?? [] : [],
                    to: layer == side ? current.movement.legs : [],
                    in: side, lane: lane, into: &booking, because: record)
            }
            booked[index].bookedLayer = layer
            booked[index].bookedMovement = layer == nil ? nil : current.movement
        }
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
