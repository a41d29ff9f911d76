import Cryptography
import Delivery
import Events
import Faults
import Programs
import Providers
import SimulatedProviders
import Simulator

/// One program of a drill: what it sends, what is true of it, and what must be found in it.
final class DrillSource {
    let account: DrillAccount
    /// As the user names the course; each provider's is one of its own.
    let drillSeed: UInt64
    let seed: UInt64
    /// The place of its faults among the drill's cases.
    let caseNumber: Int
    let times: FaultPlan.Settings
    private let settings: ProgramSettings
    private let events: Int64
    private let rates: FaultRates

    /// Nil before it was started.
    private(set) var program: SimulatedProgram?
    /// What every delivery would have told, had none suffered a fault.
    private(set) var faultless: Expectations
    /// What must be found, of what reached the service.
    private(set) var expectations: Expectations
    private var intended: [ScheduledDelivery] = []
    private var transactionTruths: [String: TransactionTruth] = [:]
    /// The ids in the log of events that the provider gives none, by those that stand for them.
    private var loggedIDs: [String: String] = [:]

    init(_ account: DrillAccount, seed: UInt64, case number: Int, of drill: DrillSettings) {
        let kind = account.provider.program
        self.account = account
        caseNumber = number
        drillSeed = seed
        self.seed =
            seed &+ UInt64(drill.providers.firstIndex { $0.program == kind } ?? 0) &* 1_000_003
        let faults = drill.cases[number].faults
        settings = drill.program(of: account, seed: self.seed, faults)
        times = drill.times(of: account, speed: settings.speed, faults)
        events = drill.events(of: kind)
        rates = drill.rates(of: kind, faults)
        expectations = Expectations(
            kind, sourceName: account.name, isLive: account.isLive, thresholds: times.thresholds,
            hasAPI: account.hasAPI, rules: ExpectedRule.existing)
        faultless = expectations
    }

    var name: String { account.name }
    var kind: ProgramKind { account.provider.program }

    /// As its provider delivers, at the pace of the drill.
    var policy: DeliveryPolicy {
        var policy = account.provider.delivery.policy.scaled(by: speed)
        policy.delaysMicroseconds = times.retryDelaysMicroseconds
        return policy
    }

    private var speed: Int64 { settings.speed }

    /// What its first events are about: enough to recognise a course that was sent before.
    var firstSubjects: [ProgramSubject] {
        var model = ProgramModel(
            kind, seed: seed, start: Timestamp(microseconds: 0), settings: settings)
        return (0..<50).flatMap { _ in model.next().claims.subjects }
    }

    /// Begins the program's course; its first event happens at that time.
    func start(at time: Timestamp, channel: Int) -> SimulatedProgram {
        // Without faults, each event is one delivery at its time.
        var healthy = FaultPlan(kind, rates: FaultRates(), seed: seed, settings: times)
        let program = SimulatedProgram(
            ProgramModel(kind, seed: seed, start: time, settings: settings),
            plan: FaultPlan(kind, rates: rates, seed: seed, settings: times), channel: channel,
            record: nil, events: events, keepsDeliveries: true,
            observer: { [unowned self] event in
                intended += healthy.take(event)
                guard let truth = event.truth.transaction else { return }
                transactionTruths[truth.id] = truth
            })
        self.program = program
        return program
    }

    /// Gives back what was kept for the comparison.
    func forget() {
        program = nil
        transactionTruths = [:]
        loggedIDs = [:]
        expectations = Expectations(
            kind, sourceName: name, isLive: account.isLive, rules: ExpectedRule.existing)
        faultless = expectations
    }

    var records: [FaultRecord] {
        (program?.plan.records ?? []).map { record in
            var record = record
            record.eventIDs = record.eventIDs.map(loggedID)
            return record
        }
    }

    /// Nil before the program was started.
    var snapshot: ProgramSnapshot? { program?.snapshot }

    /// Every transaction of which there was an event, as it stands.
    var transactions: [TransactionTruth] {
        var truths = transactionTruths
        for truth in snapshot?.transactions ?? [] where truths[truth.id] != nil {
            truths[truth.id] = truth
        }
        return truths.values.sorted { $0.id < $1.id }
    }

    /// How long a deadline of the service's may be pending.
    var longestWait: Int64 {
        max(times.thresholds.balanceGap, times.thresholds.transactionUnresolved)
    }

    /// Cards of which an outage kept something for good.
    var cardsWithLosses: Set<String> {
        let lost = (program?.deliveries ?? []).filter(\.neverArrives)
        return Set(lost.flatMap { $0.notice.claims?.subjects ?? [] }.map(\.id))
    }

    /// Ids of all that its deliveries are about.
    var ownSubjects: Set<ProgramSubject> {
        var subjects: Set<ProgramSubject> = []
        for delivery in program?.deliveries ?? [] {
            subjects.insert(ProgramSubject(.event, loggedID(delivery.notice.eventID)))
            subjects.formUnion(delivery.notice.claims?.subjects ?? [])
        }
        return subjects
    }

    /// Derives what must be found from what the log holds; what must be there and is not, and the
    /// reverse, one line each.
    ///
    /// In a source that others send to as well, what was never sent is theirs.
    func observe(_ log: [DrillLogEntry], isShared: Bool) -> [String] {
        for entry in log where entry.standInID != entry.eventID {
            loggedIDs[entry.standInID] = entry.eventID
        }
        for var delivery in intended {
            delivery.notice.eventID = loggedID(delivery.notice.eventID)
            faultless.observe(delivery, receivedAt: delivery.sendAt)
        }
        intended = []
        var sent: [String: [ScheduledDelivery]] = [:]
        for delivery in program?.deliveries ?? []
        where delivery.answer != .refused && !delivery.neverArrives {
            sent[delivery.notice.eventID, default: []].append(delivery)
        }
        var problems: [String] = []
        var stored: Set<String> = []
        for entry in log {
            guard
                var delivery = entry.delivery(
                    among: sent[entry.standInID] ?? [], style: account.provider.delivery)
            else {
                if isShared { continue }
                problems.append(
                    "\(name): the log's position \(entry.position) (\(entry.eventID)) was never"
                        + " sent")
                continue
            }
            stored.insert(entry.standInID)
            delivery.notice.eventID = entry.eventID
            expectations.observe(delivery, receivedAt: entry.receivedAt)
        }
        for id in sent.keys.sorted() where !stored.contains(id) {
            problems.append("\(name): \(id) was sent and is not in the log")
        }
        return problems
    }
}

extension DrillSource {
    /// The id that an event has in the log.
    private func loggedID(_ id: String) -> String { loggedIDs[id] ?? id }
}

/// One event as the service keeps it.
struct DrillLogEntry {
    let position: Int64
    let eventID: String
    let body: [UInt8]
    let receivedAt: Timestamp

    /// Of the deliveries with its id, that with its content, as the attempt that arrived.
    fileprivate func delivery(
        among sent: [ScheduledDelivery], style: DeliveryStyle
    ) -> ScheduledDelivery? {
        for delivery in sent where delivery.body == body { return delivery }
        for var delivery in sent {
            for attempt in 1...Self.attemptLimit
            where style.retriedBody(delivery.body, attempt) == body {
                // The counter is part of the body: only what arrived says how often it was tried.
                delivery.notice.attempt = attempt
                return delivery
            }
        }
        return nil
    }

    /// The id by which the program knows it: the service derives ids by a secret of its own.
    fileprivate var standInID: String {
        eventID.hasPrefix(FaultPlan.derivedIDPrefix) ? FaultPlan.derivedID(of: body) : eventID
    }

    /// More than any provider tries.
    private static let attemptLimit = 12
}

extension EventClaims {
    /// Everything that it names.
    fileprivate var subjects: [ProgramSubject] {
        let accounts = [step?.account, step?.counterparty, report?.account].compactMap(\.self)
        let transactions = [step?.transactionID, referenceID].compactMap(\.self)
        return accounts.map { ProgramSubject(.account, $0.id) }
            + transactions.map { ProgramSubject(.transaction, $0) }
            + [stream, cardID.map { ProgramSubject(.card, $0) }].compactMap(\.self)
    }
}
