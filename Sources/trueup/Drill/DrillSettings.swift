import Delivery
import Faults
import Programs
import Runtime
import SimulatedProviders

/// What `trueup drill` was asked to do.
struct DrillSettings {
    /// How long the programs' events take unless a speed says otherwise, in seconds.
    private func defaultSeconds(_ faults: [FaultKind]) -> Int64 { faults.isEmpty ? 20 : 40 }

    /// Many, so that a loss seldom lies before an account's first report or after its last; but few
    /// enough that a card's events seldom share a tick of the stated clock, within which nobody
    /// can tell their order.
    private func eventsPerUser(_ kind: ProgramKind, _ faults: [FaultKind]) -> Int64 {
        faults.isEmpty ? 10 : kind.clockResolutionMicroseconds >= 1_000_000 ? 40 : 80
    }

    /// A service needs time too: shorter thresholds would judge its machine; the more so where
    /// nothing at all may be found.
    private func shortestThreshold(_ faults: [FaultKind]) -> Int64 { faults.isEmpty ? 5 : 2 }
    /// All faults together, in events of a million.
    private static let defaultPerMillion: Int64 = 40_000
    /// Of all sources that are sent to at once: about 500 a second, so that deliveries go at their
    /// times beside other work on two cores.
    private static let eventsPerBatch: Int64 = 20_000

    let providers: [SimulatedProvider]
    /// Of each seed's programs together.
    let events: Int64
    let seeds: [UInt64]
    /// Each in sources of its own.
    let cases: [DrillCase]
    /// Asked for, and not made: no rule reads what they act on.
    let unjudgedFaults: [FaultKind]
    /// Of each fault; nil: an equal part of the default.
    private let perMillion: Int64?
    private let speed: Int64?
    /// The service's, in seconds, in place of those that are scaled.
    let thresholds: [ExpectedRule: Int64]

    init(_ arguments: ParsedArguments) throws {
        providers = try Self.providers(arguments["--provider"])
        let text = arguments["--faults"] ?? "all"
        let asked = try Self.faults(text)
        unjudgedFaults = asked.filter(\.actsOnAPI)
        let faults = asked.filter { !$0.actsOnAPI }
        if text == "each", arguments["--target"] != nil {
            throw UsageError(
                "--faults each takes a source for each fault, and --target has sources of its own;"
                    + " name one fault at a time")
        }
        cases =
            text == "each"
            ? faults.map { DrillCase(label: $0.rawValue, faults: [$0]) }
            : [DrillCase(label: nil, faults: faults)]
        let defaultEvents: Int64 = text == "each" ? 1_500 : 3_000
        events = min(
            try arguments.integer("--events", atLeast: 1) ?? defaultEvents, 10_000_000)
        perMillion = try arguments.integer("--rate", atLeast: 1).map { min($0, 1_000_000) }
        speed = try arguments.integer("--speed", atLeast: 1).map { min($0, 1_000_000_000) }
        thresholds = try Self.thresholds(arguments["--threshold"] ?? "")
        if !thresholds.isEmpty, arguments["--target"] != nil {
            throw UsageError(
                "--threshold sets those of the drill's own service; with --target, the"
                    + " configuration's count")
        }
        seeds = try Self.seeds(arguments)
    }

    private static func seeds(_ arguments: ParsedArguments) throws -> [UInt64] {
        let seed = try arguments.integer("--seed", atLeast: 0)
        let count = try arguments.integer("--seeds", atLeast: 1)
        if let seed {
            guard count == nil else {
                throw UsageError("--seed and --seeds exclude each other: one seed, or the first N")
            }
            return [UInt64(seed)]
        }
        guard let count else {
            // A service that is not the drill's keeps what it was sent: each run is another course.
            guard arguments["--target"] != nil else { return [1] }
            return [UInt64(Clock.system.wallMicroseconds() / 1_000_000)]
        }
        guard arguments["--target"] == nil else {
            throw UsageError("--target takes one course at a time: give --seed N and no --seeds")
        }
        guard count <= 100 else {
            throw UsageError("--seeds takes a whole number from 1 to 100, not \(count)")
        }
        return (1...UInt64(count)).map { $0 }
    }

    static func providers(_ text: String?) throws -> [SimulatedProvider] {
        guard let text else { return SimulatedProviders.all }
        let words = text.split(separator: ",").map(String.init)
        for word in words where SimulatedProviders.named(word) == nil {
            let names = SimulatedProviders.names.joined(separator: ", ")
            throw UsageError("--provider takes some of \(names), not \"\(word)\"")
        }
        let chosen = SimulatedProviders.all.filter { words.contains($0.name) }
        guard !chosen.isEmpty else { throw UsageError("--provider names no provider") }
        return chosen
    }

    private static func faults(_ text: String) throws -> [FaultKind] {
        let offered = FaultKind.allCases
        if text == "all" || text == "each" { return offered }
        if text == "none" { return [] }
        let names = offered.map(\.rawValue)
        let words = text.split(separator: ",").map(String.init)
        guard !words.isEmpty else { throw UsageError("--faults names no fault") }
        for word in words where !names.contains(word) {
            let hint = nearest(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
            throw UsageError(
                "--faults: \"\(word)\" is no fault\(hint) (all, each, none, "
                    + names.joined(separator: ", ") + ")")
        }
        return offered.filter { words.contains($0.rawValue) }
    }

    private static func thresholds(_ text: String) throws -> [ExpectedRule: Int64] {
        var thresholds: [ExpectedRule: Int64] = [:]
        for part in text.split(separator: ",") {
            let words = part.split(separator: "=", maxSplits: 1).map(String.init)
            let rule = DrillConfiguration.configurableRules.first { $0.rawValue == words.first }
            guard let rule, words.count == 2, let seconds = Int64(words[1]),
                (0...366 * 86_400).contains(seconds)
            else {
                let names = DrillConfiguration.configurableRules.map(\.rawValue)
                throw UsageError(
                    "--threshold takes RULE=SECONDS with a rule of "
                        + names.joined(separator: ", ") + ", not \"\(part)\"")
            }
            thresholds[rule] = seconds
        }
        return thresholds
    }

    // MARK: Of one source

    /// A source's part of a seed's events.
    func events(of kind: ProgramKind) -> Int64 {
        let place = Int64(providers.firstIndex { $0.program == kind } ?? 0)
        let count = Int64(providers.count)
        return events / count + (place < events % count ? 1 : 0)
    }

    func rates(of kind: ProgramKind, _ faults: [FaultKind]) -> FaultRates {
        let possible = faults.filter { $0.applies(to: kind) }
        guard !possible.isEmpty else { return FaultRates() }
        let each = perMillion ?? Self.defaultPerMillion / Int64(possible.count)
        return FaultRates(Dictionary(uniqueKeysWithValues: possible.map { ($0, each) }))
    }

    /// How large a source's program is, and how fast its clock runs.
    func program(
        of account: DrillAccount, seed: UInt64, _ faults: [FaultKind]
    ) -> ProgramSettings {
        let kind = account.provider.program
        let events = events(of: kind)
        var settings = ProgramSettings()
        settings.isLive = account.isLive
        settings.users = Int(max(8, events / eventsPerUser(kind, faults)))
        settings.speed =
            speed
            ?? ProgramPace.speed(
                kind, seed: seed, settings: settings,
                perSecond: max(1, events / defaultSeconds(faults)), events: events)
        return settings
    }

    /// How long faults take, and the service's thresholds, when a program's clock runs so fast.
    func times(
        of account: DrillAccount, speed: Int64, _ faults: [FaultKind]
    ) -> FaultPlan.Settings {
        var settings = FaultPlan.Settings(account.provider.program)
        let shortest = shortestThreshold(faults)
        func scaled(_ seconds: Int64) -> Int64 { max(shortest, seconds / speed) }
        // A signature that comes again must be too old.
        settings.replaySeconds = max(settings.replaySeconds, 2 * account.toleranceSeconds)
        // As much faster as the thresholds are shorter, which the clock alone would make too short.
        let retrySpeed = settings.thresholds.lateEvent / scaled(settings.thresholds.lateEvent)
        settings.retryDelaysMicroseconds =
            account.provider.delivery.policy.scaled(by: retrySpeed).delaysMicroseconds
        settings.retrySeconds = max(1, settings.retrySeconds / speed)
        settings.repeatMilliseconds = max(1_000, settings.repeatMilliseconds / speed)
        if let configured = account.thresholds {
            let late = scaled(settings.thresholds.lateEvent)
            settings.thresholds = configured
            // Nothing waits for the rule that there is not yet: what is delayed need not be hours.
            if !ExpectedRule.lateEvent.exists { settings.thresholds.lateEvent = late }
            return settings
        }
        settings.thresholds.transactionUnresolved = scaled(
            settings.thresholds.transactionUnresolved)
        settings.thresholds.balanceGap = scaled(settings.thresholds.balanceGap)
        settings.thresholds.lateEvent = scaled(settings.thresholds.lateEvent)
        settings.thresholds.authorizationStale = scaled(settings.thresholds.authorizationStale)
        return settings
    }
}

extension DrillSettings {
    /// Every source of the drill's own service, in batches that are sent at once.
    func batches(_ configuration: DrillConfiguration) -> [[DrillSource]] {
        var sources: [DrillSource] = []
        for (place, part) in cases.enumerated() {
            for seed in seeds {
                for provider in providers
                where part.label == nil
                    || part.faults.contains(where: { $0.applies(to: provider.program) })
                {
                    let name = "\(provider.name)-\(seed)" + (part.label.map { "-\($0)" } ?? "")
                    sources.append(
                        DrillSource(
                            configuration.account(name, provider), seed: seed, case: place,
                            of: self))
                }
            }
        }
        return batches(of: sources)
    }

    /// Without cases there is one batch: the user has said how much is sent.
    private func batches(of sources: [DrillSource]) -> [[DrillSource]] {
        guard cases.count > 1 else { return [sources] }
        let all = sources.reduce(0) { $0 + events(of: $1.kind) }
        let count = Int((all + Self.eventsPerBatch - 1) / Self.eventsPerBatch)
        let size = (sources.count + count - 1) / count
        return stride(from: 0, to: sources.count, by: size).map { start in
            Array(sources[start..<min(start + size, sources.count)])
        }
    }
}
