import Cryptography
import Events
import Simulator

/// One program of a drill: what it sends, what is true of it, and what must be found in it.
final class DrillSource {
    let kind: ProgramKind
    let seed: UInt64
    let name: String
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

    init(_ kind: ProgramKind, seed: UInt64, of drill: DrillSettings) {
        self.kind = kind
        self.seed = seed &+ UInt64(drill.kinds.firstIndex(of: kind) ?? 0) &* 1_000_003
        name = "\(kind.rawValue)-\(seed)"
        settings = drill.program(of: kind, seed: self.seed)
        times = drill.times(of: kind, speed: settings.speed)
        events = drill.events(of: kind)
        rates = drill.rates(of: kind)
        expectations = Expectations(
            kind, sourceName: name, isLive: true, thresholds: times.thresholds)
        faultless = expectations
    }

    var speed: Int64 { settings.speed }

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

    var records: [FaultRecord] { program?.plan.records ?? [] }
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

    /// Derives what must be found from what the log holds; what must be there and is not, and the
    /// reverse, one line each.
    func observe(_ log: [DrillLogEntry]) -> [String] {
        for delivery in intended { faultless.observe(delivery, receivedAt: delivery.sendAt) }
        intended = []
        let withheld = Set(records.compactMap(\.withheld?.notice.eventID))
        var sent: [String: [ScheduledDelivery]] = [:]
        for delivery in program?.deliveries ?? [] where delivery.answer != .refused {
            sent[delivery.notice.eventID, default: []].append(delivery)
        }
        var problems: [String] = []
        var stored: Set<String> = []
        for entry in log {
            guard let delivery = entry.delivery(among: sent[entry.eventID] ?? []),
                !withheld.contains(entry.eventID)
            else {
                problems.append(
                    "\(name): the log's position \(entry.position) (\(entry.eventID)) was never"
                        + " sent")
                continue
            }
            stored.insert(entry.eventID)
            expectations.observe(delivery, receivedAt: entry.receivedAt)
        }
        for id in sent.keys.sorted() where !stored.contains(id) && !withheld.contains(id) {
            problems.append("\(name): \(id) was sent and is not in the log")
        }
        return problems
    }
}

/// One event as the service keeps it.
struct DrillLogEntry {
    let position: Int64
    let eventID: String
    /// SHA-256 of the body, in hex.
    let digest: String
    let receivedAt: Timestamp

    /// Of the deliveries with its id, that with its content.
    fileprivate func delivery(among sent: [ScheduledDelivery]) -> ScheduledDelivery? {
        guard Set(sent.map(\.notice.contentID)).count > 1 else { return sent.first }
        return sent.first { Hexadecimal.encode(SHA256.digest(of: $0.body)) == digest }
    }
}
