import Cryptography
import Events
package import Programs

/// Turns a program's events into deliveries, with faults: a pure function of the events, the rates
/// and the seed.
///
///     var plan = FaultPlan(.agentcard, rates: .all(5_000, for: .agentcard), seed: 3)
///     for delivery in plan.take(model.next()) { send(delivery) }   // in order of `sendAt`
///     for delivery in plan.finish() { send(delivery) }             // what is late
///     plan.records                                                 // what was done to what
///
/// Without faults each event becomes one delivery at its time. An event suffers one fault at most.
/// What comes of the faults, `Expectations` derives from what was really delivered.
package struct FaultPlan: Sendable {
    /// How long things take, in seconds of the stated clock.
    package struct Settings: Hashable, Sendable {
        package var thresholds: DrillThresholds
        /// Until the next attempt after a refusal.
        package var retrySeconds: Int64 = 60
        /// Until an overheard delivery comes again: beyond the tolerance of signatures with a time.
        package var replaySeconds: Int64 = 600
        /// Within which a delivery comes a second time, in milliseconds.
        package var repeatMilliseconds: Int64 = 30_000
        /// The provider's schedule: from each failed attempt to the next, in microseconds.
        package var retryDelaysMicroseconds: [Int64]
        /// How long reads stay older than an event.
        package var staleSeconds: Int64 = 30
        /// How long the API refuses.
        package var stormSeconds: Int64 = 60

        package init(_ kind: ProgramKind) {
            thresholds = DrillThresholds(kind)
            retryDelaysMicroseconds = kind.retryDelaysMicroseconds
        }
    }

    package let kind: ProgramKind
    package let rates: FaultRates
    package let settings: Settings
    package internal(set) var records: [FaultRecord] = []
    var random: SeededRandom
    private var queue = ProgramQueue<ScheduledDelivery>()
    /// Held back until the next event of their stream is out.
    var held: [ProgramSubject: ScheduledDelivery] = [:]
    /// Wallet transactions of which no status is delivered, with the fault that it is.
    var silenced: [String: Int] = [:]
    /// The latest outage of the receiver.
    var outage: Outage?
    /// Until when its API refuses.
    var stormEndsAt = Timestamp.earliest
    /// Deliveries of which every attempt fails.
    package internal(set) var neverArrivingCount = 0
    private let seed: UInt64
    private var inventions: Int64 = 0
    private let rated: [(kind: FaultKind, rate: Int64)]

    package init(_ kind: ProgramKind, rates: FaultRates, seed: UInt64, settings: Settings? = nil) {
        self.kind = kind
        self.rates = rates
        self.seed = seed
        self.settings = settings ?? Settings(kind)
        random = SeededRandom(seed: seed ^ 0x5EED_FA17)
        rated = FaultKind.allCases.compactMap { fault in
            rates[fault] > 0 && fault.applies(to: kind) ? (fault, rates[fault]) : nil
        }
    }

    /// The deliveries that are due when this event happens, its own among them unless a fault
    /// keeps it.
    package mutating func take(_ event: ProgramEvent) -> [ScheduledDelivery] {
        let delivery = delivery(of: event)
        if let fault = silencing(event) {
            records[fault].eventIDs.append(delivery.notice.eventID)
        } else {
            carryOut(fault(for: event, delivery), on: event, delivery)
        }
        return due(until: event.happensAt)
    }

    /// All that is still to be sent, whatever its time.
    package mutating func finish() -> [ScheduledDelivery] {
        for delivery in held.values.sorted(by: { $0.sendAt < $1.sendAt }) { schedule(delivery) }
        held = [:]
        return due(until: .latest)
    }

    private mutating func due(until time: Timestamp) -> [ScheduledDelivery] {
        var due: [ScheduledDelivery] = []
        while let first = queue.firstTime, first <= time.microseconds,
            let next = queue.removeFirst()
        {
            due.append(throughOutage(next.action))
        }
        return due
    }

    mutating func schedule(_ delivery: ScheduledDelivery) {
        queue.insert(delivery, at: delivery.sendAt.microseconds)
    }

    // MARK: Choosing

    private mutating func fault(
        for event: ProgramEvent, _ delivery: ScheduledDelivery
    ) -> FaultKind? {
        // What an outage keeps away suffers that already.
        guard !rated.isEmpty, outage?.range.contains(event.happensAt) != true else { return nil }
        var rest = random.integer(0...999_999)
        for (fault, rate) in rated where isPossible(fault, of: event) {
            if rest < rate { return fault }
            rest -= rate
        }
        return nil
    }

    /// The fault that keeps back every status of this transaction.
    private func silencing(_ event: ProgramEvent) -> Int? {
        guard !silenced.isEmpty, let step = event.claims.step, step.kind == .statusChanged else {
            return nil
        }
        return silenced[step.transactionID]
    }

    // MARK: Deliveries

    private func delivery(of event: ProgramEvent) -> ScheduledDelivery {
        delivery(
            event.body.bytes, eventID: event.eventID, type: event.type, createdAt: event.createdAt,
            claims: event.claims, contentID: event.index, at: event.happensAt)
    }

    /// `eventID` nil: the service derives one from the bytes, by a secret of its own; until it is
    /// seen, one of ours stands for it.
    func delivery(
        _ body: [UInt8], eventID: String?, type: String, createdAt: Timestamp?,
        claims: EventClaims?, contentID: Int64, at time: Timestamp
    ) -> ScheduledDelivery {
        let id = eventID ?? Self.derivedID(of: body)
        return ScheduledDelivery(
            sendAt: time, attempt: 0, signedBody: body, body: body,
            notice: DeliveredNotice(
                eventID: id, contentID: contentID, type: type, createdAt: createdAt, attempt: 0,
                claims: claims))
    }

    /// How ids begin that the service derived.
    package static let derivedIDPrefix = "derived:"

    /// What stands for the id that the service derives from a body.
    package static func derivedID(of body: [UInt8]) -> String {
        derivedIDPrefix + Hexadecimal.encode(SHA256.digest(of: body))
    }

    /// An identity for content that no event of the program has.
    mutating func newContentID() -> Int64 {
        inventions -= 1
        return inventions
    }

    /// A stated id that no event of the program has; nil where the service derives ids.
    mutating func newEventID() -> String? {
        inventions -= 1
        return kind.inventedID?(&random, String(seed, radix: 36), -inventions)
    }
}
