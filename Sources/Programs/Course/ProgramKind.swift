/// What one provider's programs are like, for whoever makes, spoils or judges their events.
///
/// Each provider's folder holds one.
///
/// Nothing here says what a fault does or what must be found: those follow from these facts.
package struct ProgramKind: Sendable {
    /// How a delivery proves where it comes from.
    package enum Proof: Hashable, Sendable {
        /// Credentials that are the same on each delivery: what changed under way proves nothing.
        case credentials
        /// A signature of the body.
        case body
        /// A signature of the body and the attempt's time: what was overheard grows old.
        case bodyAndTime
    }

    /// The amount that a clearing states.
    package enum ClearingAmount: Hashable, Sendable {
        /// Its own: several clearings add up.
        case part
        /// All that the transaction has cleared by now.
        case total
    }

    /// As the configuration and the options of commands name the provider.
    package var name: String
    /// The resolution of the times that bodies state.
    package var clockResolutionMicroseconds: Int64
    package var proof: Proof
    /// Bodies carry amounts, cards and balances; else references and statuses alone.
    package var statesMoney = true
    package var clearingAmount = ClearingAmount.part
    /// After so many days an authorization of which a part was cleared is stale; another after
    /// seven.
    package var partialClearingDays: Int64 = 7
    /// From each failed attempt to the next, as the provider tries again.
    package var retryDelaysMicroseconds: [Int64]
    /// What failed for the last time is kept, and can be sent on demand.
    package var keepsExpired = false
    /// How long after its time the provider may still report a balance: the service's default.
    package var balanceGapSeconds: Int64
    /// Reads of its API may be older than what its webhooks have told.
    package var readsMayLag = true
    package var places: BodyPlaces
    /// An id, as the provider states it, of an event that the program does not have, from the
    /// seed's text and a number of its own; nil: bodies state none, and the service derives it.
    package var inventedID:
        (@Sendable (_ random: inout SeededRandom, _ seed: String, _ number: Int64) -> String)?
    /// Begins a program of this kind.
    package var begin: @Sendable (ProgramJournal) -> any ProgramCourse

    package init(
        name: String, clockResolutionMicroseconds: Int64, proof: Proof,
        retryDelaysMicroseconds: [Int64], balanceGapSeconds: Int64, places: BodyPlaces,
        begin: @escaping @Sendable (ProgramJournal) -> any ProgramCourse
    ) {
        self.name = name
        self.clockResolutionMicroseconds = clockResolutionMicroseconds
        self.proof = proof
        self.retryDelaysMicroseconds = retryDelaysMicroseconds
        self.balanceGapSeconds = balanceGapSeconds
        self.places = places
        self.begin = begin
    }
}

extension ProgramKind: Hashable {
    package static func == (left: ProgramKind, right: ProgramKind) -> Bool {
        left.name == right.name
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Where a provider's bodies state what faults change: the members' names from the outside in.
package struct BodyPlaces: Sendable {
    package var id = ["id"]
    /// The type, and the beginning of one that nobody knows.
    package var type: [String]
    package var unknownType: String
    /// The transaction of a step, and of an event that names it as a cause.
    package var transaction: [String]
    package var reference: [String]
    /// Where a revision is put, so that the same event has another content.
    package var revision: [String]
    /// What can be spent, and how it is written; nil: no body says it.
    package var balance: (path: [String], write: @Sendable (SimulatedMoney) -> JSONBody)?
    /// The first report of an account has this type, and opens it.
    package var openingType: String?
    /// Whether it is live; nil: no body says it.
    package var mode: [String]?
    /// How often it was sent before; nil: each attempt has the same body.
    package var attempts: [String]?

    package init(
        type: [String], unknownType: String, transaction: [String], reference: [String],
        revision: [String]
    ) {
        self.type = type
        self.unknownType = unknownType
        self.transaction = transaction
        self.reference = reference
        self.revision = revision
    }
}

extension ProgramKind: CustomStringConvertible {
    package var description: String { name }
}
