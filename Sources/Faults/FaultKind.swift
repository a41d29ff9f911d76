package import Programs

/// What can go wrong on purpose between a provider and the service.
///
/// Beside each: what it must lead to. `FaultPlan` carries out those of deliveries; of the last two
/// it says when, and the provider's API carries them out.
package enum FaultKind: String, Hashable, Sendable, CaseIterable {
    /// Never delivered, no attempt of it: `balance-gap`, `lifecycle-gap`; of a wallet's transaction
    /// every status: `transaction-unresolved`.
    case drop
    /// Every attempt fails and nCore marks it expired; `:sendexpired` can still bring it.
    case dropAndExpire = "drop-and-expire"
    /// Delivered twice: nothing, a repeat is no new event.
    case duplicate
    /// Delivered after the provider's retry window: `late-event`, and `created-at-out-of-order`
    /// where others of its stream came before.
    case delay
    /// Delivered after the next event of its stream: `created-at-out-of-order`.
    case reorder
    /// One byte of a signed body changes under way: refused with 401; the next attempt is whole.
    case corruptByte = "corrupt-byte"
    /// An invented event without the secret: refused with 401.
    case forge
    /// A delivery that was overheard comes again: refused with 401 where the signature has a time,
    /// else a repeat.
    case replay
    /// Must name a transaction and does not: `transaction-id-missing`, and what its step leaves.
    case stripTransactionID = "strip-transaction-id"
    case nullTransactionID = "null-transaction-id"
    /// An authorization is never delivered, what follows it is: `lifecycle-gap`.
    case skipStep = "skip-step"
    /// A report states another balance: `balance-gap` there and at the next one.
    case wrongBalance = "wrong-balance"
    /// The same id with other content: `event-conflict`.
    case conflictingDuplicate = "conflicting-duplicate"
    /// An event of the other mode: `mode-mismatch`.
    case testEvent = "test-event"
    /// A type that nobody knows: `unknown-type`.
    case unknownType = "unknown-type"
    /// Authentic bytes that are no event: `undecodable`.
    case undecodable

    /// The receiver does not answer for a while: retries bring what it missed, late
    /// (`late-event`, `created-at-out-of-order`) and counted (`retries-before-first-receipt`), or
    /// end before it is back, which is a drop.
    case receiverOutage = "receiver-outage"
    /// Reads are older than the event that asks for them.
    case staleAPI = "stale-api"
    /// The API answers 429 for a while.
    case rateLimitStorm = "rate-limit-storm"

    /// Deliveries go as ever; what the provider's API answers suffers it.
    package var actsOnAPI: Bool {
        switch self {
        case .staleAPI, .rateLimitStorm: true
        default: false
        }
    }

    /// Whether the provider's format leaves room for it.
    package func applies(to kind: ProgramKind) -> Bool {
        switch self {
        case .dropAndExpire: kind.keepsExpired
        // Without a signature a changed byte is another event, which nobody can refuse.
        case .corruptByte: kind.proof != .credentials
        case .testEvent: kind.places.mode != nil
        case .wrongBalance: kind.places.balance != nil
        case .skipStep: kind.statesMoney
        case .staleAPI: kind.readsMayLag
        default: true
        }
    }
}

/// How often each fault is made, in events of a million that it can be made of.
package struct FaultRates: Hashable, Sendable {
    package var perMillion: [FaultKind: Int64]

    package init(_ perMillion: [FaultKind: Int64] = [:]) {
        self.perMillion = perMillion
    }

    /// Every fault that the provider's format leaves room for, equally often; those of its API only
    /// where it is served.
    package static func all(
        _ perMillion: Int64, for kind: ProgramKind, servesAPI: Bool = false
    ) -> FaultRates {
        let kinds = FaultKind.allCases.filter { fault in
            fault.applies(to: kind) && (servesAPI || !fault.actsOnAPI)
        }
        return FaultRates(Dictionary(uniqueKeysWithValues: kinds.map { ($0, perMillion) }))
    }

    package subscript(_ kind: FaultKind) -> Int64 { perMillion[kind] ?? 0 }
}

/// The thresholds that the service under test is configured with, in seconds of the stated clock.
package struct DrillThresholds: Hashable, Sendable {
    package var createdAtInFuture: Int64 = 120
    package var transactionUnresolved: Int64 = 900
    package var balanceGap: Int64
    package var lateEvent: Int64
    package var authorizationStale: Int64 = 7 * 86_400

    /// The service's defaults.
    package init(_ kind: ProgramKind) {
        balanceGap = kind.balanceGapSeconds
        lateEvent = balanceGap
    }

    /// By the rule that waits for it; nil for a rule that waits for none.
    package subscript(_ rule: ExpectedRule) -> Int64? {
        get {
            Self.places[rule].map { self[keyPath: $0] }
        }
        set {
            guard let place = Self.places[rule], let newValue else { return }
            self[keyPath: place] = newValue
        }
    }

    private static var places: [ExpectedRule: WritableKeyPath<DrillThresholds, Int64>] {
        [
            .createdAtInFuture: \.createdAtInFuture,
            .transactionUnresolved: \.transactionUnresolved, .balanceGap: \.balanceGap,
            .lateEvent: \.lateEvent, .authorizationStale: \.authorizationStale,
        ]
    }
}
