import Delivery
import Programs
import Runtime
import SimulatedProviders

/// What `trueup simulate` was asked to do.
struct SimulationSettings {
    /// How long a program's events take.
    enum Pace: Equatable {
        /// The program's clock runs so much faster, and each event goes at its time.
        case speed(Int64)
        /// So many a second, evenly.
        case perSecond(Int64)
        /// As fast as they are answered.
        case unlimited
    }

    /// Events a second that the program's clock is set to, where only the receiver bounds them.
    private static let unlimitedPerSecond: Int64 = 50_000
    /// Events of one card or wallet in a run whose length is given in events: with more of them in
    /// a short time, the times that they state would run ahead of the clock.
    private static let eventsPerUser: Int64 = 20

    let sources: [SimulationSource]
    let target: TargetURL
    /// In all; nil: until interrupted.
    let events: Int64?
    let pace: Pace
    let seed: UInt64
    let rates: FaultArguments
    let truthPath: String?
    let apiAddress: ListenAddress?
    let recordDirectory: String?
    let connections: Int

    init(_ arguments: ParsedArguments) throws {
        sources = try SimulationSource.all(arguments)
        target = try Self.target(arguments, sourceCount: sources.count)
        let events = try arguments.integer("--events", atLeast: 0) ?? 1_000
        self.events = events == 0 ? nil : events
        let speed = try arguments.integer("--speed", atLeast: 1)
        let rate = try arguments.integer("--rate", atLeast: 1)
        switch (speed, rate) {
        case (.some, .some):
            throw UsageError("--speed and --rate exclude each other: both say how fast events come")
        case (let speed?, nil): pace = .speed(min(speed, 1_000_000_000))
        case (nil, let rate?): pace = .perSecond(min(rate, 1_000_000))
        case (nil, nil): pace = .unlimited
        }
        seed = UInt64(try arguments.integer("--seed", atLeast: 0) ?? 1)
        rates = try FaultArguments(
            arguments["--faults"], servesAPI: arguments["--api-listen"] != nil)
        truthPath = arguments["--truth"]
        recordDirectory = arguments["--record"]
        connections = Int(try arguments.integer("--connections", atLeast: 1) ?? 64)
        apiAddress = try arguments["--api-listen"].map { text in
            guard let address = ListenAddress(text) else {
                throw UsageError(
                    "--api-listen takes an address such as 127.0.0.1:8090, not \"\(text)\"")
            }
            return address
        }
    }

    private static func target(
        _ arguments: ParsedArguments, sourceCount: Int
    ) throws -> TargetURL {
        let text = arguments["--target"] ?? "http://127.0.0.1:8080"
        let url = try TargetProbe.address(text)
        guard url.path == "/" || sourceCount == 1 else {
            throw UsageError(
                "--target \(text) has a path, and \(sourceCount) sources are simulated: leave the"
                    + " path out, each goes to /hooks/NAME")
        }
        return url
    }

    /// Where a source's deliveries go.
    func url(of source: SimulationSource) -> TargetURL {
        target.path == "/" ? target.with(path: "/hooks/\(source.name)") : target
    }

    /// A source's part of all events.
    func events(ofSource place: Int) -> Int64? {
        events.map { events in
            let count = Int64(sources.count)
            return events / count + (Int64(place) < events % count ? 1 : 0)
        }
    }

    /// How much faster than the real clock the providers' own clocks run.
    var providerSpeed: Int64 { if case .speed(let speed) = pace { speed } else { 1 } }

    /// A source's program: how large it is and how fast its clock runs.
    func programSettings(ofSource place: Int) -> ProgramSettings {
        let source = sources[place]
        let events = events(ofSource: place)
        var settings = ProgramSettings()
        settings.isLive = source.isLive
        let perSecond: Int64
        switch pace {
        case .speed(let speed):
            settings.speed = speed
            return settings
        case .perSecond(let rate): perSecond = max(1, rate / Int64(sources.count))
        case .unlimited: perSecond = Self.unlimitedPerSecond
        }
        settings.users = Int(max(200, (events ?? 100_000) / Self.eventsPerUser))
        settings.speed = ProgramPace.speed(
            source.provider.program, seed: seed, settings: settings, perSecond: perSecond,
            events: events)
        return settings
    }
}
