import Events
import Money

// The order in which a set of facts is read: a property of the facts alone, never of their arrival.

extension FactKey: Comparable {
    package static func < (left: FactKey, right: FactKey) -> Bool {
        left.eventID == right.eventID
            ? left.ordinal < right.ordinal : left.eventID < right.eventID
    }
}

extension TransactionStep.Kind {
    /// Decides between steps that state the same time: what opens a hold comes before what moves
    /// money, and that before what ends the hold.
    var rank: Int {
        switch self {
        case .authorized: 0
        case .incremented, .creditAuthorized: 1
        case .declined: 2
        case .statusChanged: 3
        case .credited: 4
        case .debited: 5
        case .transferred: 6
        case .converted: 7
        case .charged: 8
        case .cleared: 9
        case .reversed: 10
        case .released: 11
        case .expired: 12
        case .refunded: 13
        case .linked: 14
        case .adjusted: 15
        }
    }
}

/// Whether the first of two facts comes first by stated time; nil when the times leave it open.
///
/// A fact that states no time comes last.
func precedes(_ left: Timestamp?, _ right: Timestamp?) -> Bool? {
    switch (left, right) {
    case (let left?, let right?): left == right ? nil : left < right
    case (nil, nil): nil
    case (_?, nil): true
    case (nil, _?): false
    }
}

extension StepRecord {
    /// Stated time (none last), rank of the kind, event id, ordinal.
    func precedes(_ other: StepRecord) -> Bool {
        if let byTime = Ledger.precedes(createdAt, other.createdAt) { return byTime }
        let (rank, otherRank) = (step.kind.rank, other.step.kind.rank)
        return rank == otherRank ? key < other.key : rank < otherRank
    }
}

extension ReferenceRecord {
    /// Stated time (none last), event id, ordinal.
    func precedes(_ other: ReferenceRecord) -> Bool {
        Ledger.precedes(createdAt, other.createdAt) ?? (key < other.key)
    }
}

extension EventPoint {
    /// Stated time (none last), event id, ordinal.
    func precedes(_ other: EventPoint) -> Bool {
        Ledger.precedes(createdAt, other.createdAt) ?? (key < other.key)
    }
}

extension ReportRecord {
    /// As-of time, event id, ordinal.
    package func precedes(_ other: ReportRecord) -> Bool {
        asOf == other.asOf ? key < other.key : asOf < other.asOf
    }
}

extension Movement {
    /// Effective time, event id, ordinal.
    func precedes(_ other: Movement) -> Bool {
        effectiveAt == other.effectiveAt ? cause < other.cause : effectiveAt < other.effectiveAt
    }
}

extension AccountKey {
    /// Id, currency.
    package func precedes(_ other: AccountKey) -> Bool {
        id == other.id ? currency.code < other.currency.code : id < other.id
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index whose element is not `isBefore`, in a collection that is ordered by it.
    func partitionPoint(where isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
