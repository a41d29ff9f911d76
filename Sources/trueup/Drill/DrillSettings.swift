import Simulator

/// What `trueup drill` was asked to do.
struct DrillSettings {
    /// How long the programs' events take unless a speed says otherwise, in seconds.
    private var defaultSeconds: Int64 { faults.isEmpty ? 20 : 40 }

    /// Many, so that a loss seldom lies before an account's first report or after its last; but few
    /// enough that a card's events seldom share a tick of the stated clock, within which nobody
    /// can tell their order.
    private func eventsPerUser(_ kind: ProgramKind) -> Int64 {
        faults.isEmpty ? 10 : kind == .agentcard ? 40 : 80
    }

    /// A service needs time too: shorter thresholds would judge its machine; the more so where
    /// nothing at all may be found.
    private var shortestThreshold: Int64 { faults.isEmpty ? 5 : 2 }
    /// All faults together, in events of a million.
    private static let defaultPerMillion: Int64 = 40_000

    let kinds: [ProgramKind]
    /// Of each seed's programs together.
    let events: Int64
    let seeds: [UInt64]
    let faults: [FaultKind]
    /// Of each fault; nil: an equal part of the default.
    private let perMillion: Int64?
    private let speed: Int64?
    /// The service's, in seconds, in place of those that are scaled.
    let thresholds: [ExpectedRule: Int64]

    init(_ arguments: ParsedArguments) throws {
        kinds = try Self.kinds(arguments["--provider"])
        events = min(try arguments.integer("--events", atLeast: 1) ?? 3_000, 10_000_000)
        faults = try Self.faults(arguments["--faults"] ?? "all")
        perMillion = try arguments.integer("--rate", atLeast: 1).map { min($0, 1_000_000) }
        speed = try arguments.integer("--speed", atLeast: 1).map { min($0, 1_000_000_000) }
        thresholds = try Self.thresholds(arguments["--threshold"] ?? "")
        let seed = try arguments.integer("--seed", atLeast: 0)
        let count = try arguments.integer("--seeds", atLeast: 1)
        switch (seed, count) {
        case (.some, .some):
            throw UsageError("--seed and --seeds exclude each other: one seed, or the first N")
        case (let seed?, nil): seeds = [UInt64(seed)]
        case (nil, let count):
            guard count ?? 1 <= 100 else {
                throw UsageError("--seeds takes a whole number from 1 to 100, not \(count ?? 1)")
            }
            seeds = (1...UInt64(count ?? 1)).map { $0 }
        }
    }

    private static func kinds(_ text: String?) throws -> [ProgramKind] {
        guard let text else { return ProgramKind.allCases }
        let kinds = try text.split(separator: ",").map { word in
            guard let kind = ProgramKind(rawValue: String(word)) else {
                let names = ProgramKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError("--provider takes some of \(names), not \"\(word)\"")
            }
            return kind
        }
        let chosen = ProgramKind.allCases.filter(kinds.contains)
        guard !chosen.isEmpty else { throw UsageError("--provider names no provider") }
        return chosen
    }

    private static func faults(_ text: String) throws -> [FaultKind] {
        let offered = FaultKind.allCases.filter { !$0.isLeftToOthers }
        if text == "all" { return offered }
        if text == "none" { return [] }
        let names = offered.map(\.rawValue)
        let words = text.split(separator: ",").map(String.init)
        guard !words.isEmpty else { throw UsageError("--faults names no fault") }
        for word in words where !names.contains(word) {
            let hint = nearest(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
            throw UsageError(
                "--faults: \"\(word)\" is no fault\(hint) (all, none, "
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
        let place = Int64(kinds.firstIndex(of: kind) ?? 0)
        let count = Int64(kinds.count)
        return events / count + (place < events % count ? 1 : 0)
    }

    func rates(of kind: ProgramKind) -> FaultRates {
        let possible = faults.filter { $0.applies(to: kind) }
        guard !possible.isEmpty else { return FaultRates() }
        let each = perMillion ?? Self.defaultPerMillion / Int64(possible.count)
        return FaultRates(Dictionary(uniqueKeysWithValues: possible.map { ($0, each) }))
    }

    /// How large a source's program is, and how fast its clock runs.
    func program(of kind: ProgramKind, seed: UInt64) -> ProgramSettings {
        let events = events(of: kind)
        var settings = ProgramSettings()
        settings.users = Int(max(8, events / eventsPerUser(kind)))
        settings.speed =
            speed
            ?? ProgramPace.speed(
                kind, seed: seed, settings: settings,
                perSecond: max(1, events / defaultSeconds), events: events)
        return settings
    }

    /// How long faults take, and the service's thresholds, when a program's clock runs so fast.
    func times(of kind: ProgramKind, speed: Int64) -> FaultPlan.Settings {
        var settings = FaultPlan.Settings(kind)
        func scaled(_ seconds: Int64) -> Int64 { max(shortestThreshold, seconds / speed) }
        settings.retrySeconds = max(1, settings.retrySeconds / speed)
        settings.repeatMilliseconds = max(1_000, settings.repeatMilliseconds / speed)
        settings.thresholds.transactionUnresolved = scaled(
            settings.thresholds.transactionUnresolved)
        settings.thresholds.balanceGap = scaled(settings.thresholds.balanceGap)
        settings.thresholds.lateEvent = scaled(settings.thresholds.lateEvent)
        settings.thresholds.authorizationStale = scaled(settings.thresholds.authorizationStale)
        return settings
    }
}
