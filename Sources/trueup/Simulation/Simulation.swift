import Delivery
import Events
import Faults
import HTTPServer
import Programs
import ProviderAPI
import Recording
import Runtime
import SimulatedProviders
import Simulator

/// Providers in a box: their programs, their deliveries and, where asked for, their APIs.
final class Simulation {
    private let settings: SimulationSettings
    private let desk: DeliveryDesk
    private var channels: [DeliveryChannel] = []
    private var programs: [SimulatedProgram] = []
    private var truthFiles: [TruthFile?] = []
    private var server: HTTPServer?
    /// Taken by the receiver although nobody may take it.
    private(set) var wronglyAcknowledged = 0

    init(_ settings: SimulationSettings) throws {
        self.settings = settings
        desk = try DeliveryDesk()
        if settings.apiAddress != nil { try SimulationAPI.checkPaths(of: settings.sources) }
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
        var routes: [Route] = []
        for (place, source) in settings.sources.enumerated() {
            let channel = DeliveryChannel(
                style: source.provider.delivery,
                policy: source.provider.delivery.policy.scaled(by: settings.providerSpeed),
                desk: desk,
                endpoints: [
                    WebhookEndpoint(
                        id: source.provider.endpointID,
                        url: settings.url(of: source), credential: source.credential,
                        description: "the target of the simulation", createdAt: now)
                ])
            channels.append(channel)
            let record = settings.apiAddress.map { _ in ProgramRecord() }
            let storms = RequestStorms()
            try addProgram(source, place, record: record, storms: storms, startingAt: now)
            if let record {
                routes += try SimulationAPI.routes(
                    of: source, channel: channel, record: record, storms: storms,
                    speed: settings.providerSpeed)
            }
        }
        server = settings.apiAddress.map { address in
            ProviderAPIServer.make(listen: address, routes: routes, logger: .silent)
        }
    }

    private func addProgram(
        _ source: SimulationSource, _ place: Int, record: ProgramRecord?,
        storms: RequestStorms, startingAt now: Timestamp
    ) throws {
        let program = settings.programSettings(ofSource: place)
        // Each source has a course of its own.
        let seed = settings.seed &+ UInt64(place) &* 1_000_003
        let model = ProgramModel(source.provider.program, seed: seed, start: now, settings: program)
        let truth = try settings.truthPath.map { path in
            try TruthFile(
                path: settings.sources.count == 1 ? path : "\(path).\(source.name)", model: model,
                source: source.name)
        }
        truthFiles.append(truth)
        programs.append(
            SimulatedProgram(
                model,
                plan: FaultPlan(
                    source.provider.program,
                    rates: settings.rates.rates(
                        of: source.provider.program, servesAPI: record != nil),
                    seed: seed,
                    settings: .scaled(source.provider.program, speed: settings.providerSpeed)),
                channel: place, record: record, storms: storms,
                events: settings.events(ofSource: place),
                observer: truth.map { file in { file.write($0) } }))
    }

    /// Sends until everything is answered or given up; with an API, until interrupted.
    func run(
        _ signals: SignalWatch, progress: @escaping (DeliverySummary) -> Void
    ) throws -> DeliverySummary {
        try TargetProbe.check(settings.target)
        try server?.start()
        defer { server?.stop() }
        if let address = server?.address {
            Terminal.report("The providers' APIs listen on http://\(address)")
        }
        let desk = desk
        // Sleeps until a signal comes, or the process ends.
        _ = try Worker("interrupt") {
            DemoDirectory.waitForSignal(signals)
            desk.requestStop()
        }
        let recorder = try settings.recordDirectory.map { path throws(RecordingError) in
            try DeliveryRecorder(directory: path)
        }
        let engine = DeliveryEngine(
            channels: channels, desk: desk, options: options,
            recorder: recorder.map { recorder in { try recorder.record($0, $1, $2) } },
            progress: progress)
        engine.observer = { [unowned self] webhook, _, result in
            if webhook.isRefusalExpected, result.isAcknowledged { wronglyAcknowledged += 1 }
        }
        let summary = try engine.run(MergedPrograms(programs))
        for (file, program) in zip(truthFiles, programs) {
            try file?.finish(program.snapshot, faults: program.plan.records)
        }
        return summary
    }

    private var options: DeliveryOptions {
        var options = DeliveryOptions()
        options.connections = settings.connections
        options.staysOpen = server != nil
        switch settings.pace {
        case .speed: break
        case .perSecond(let rate): options.perSecond = rate
        case .unlimited: options.keepsTimes = false
        }
        return options
    }

    /// Deliveries that a fault keeps from ever arriving.
    var neverArrivingCount: Int { programs.reduce(0) { $0 + $1.plan.neverArrivingCount } }
}

extension FaultPlan.Settings {
    /// With the times of a provider whose clock runs so much faster.
    fileprivate static func scaled(_ kind: ProgramKind, speed: Int64) -> FaultPlan.Settings {
        var settings = FaultPlan.Settings(kind)
        settings.retrySeconds = max(1, settings.retrySeconds / speed)
        settings.thresholds.lateEvent = max(1, settings.thresholds.lateEvent / speed)
        settings.retryDelaysMicroseconds =
            kind.retryDelaysMicroseconds.map { $0 / speed }
        // `Retry-After` knows whole seconds only.
        settings.staleSeconds = max(1, settings.staleSeconds / speed)
        settings.stormSeconds = max(1, settings.stormSeconds / speed)
        return settings
    }
}
