import Delivery
import Events
import Faults
import Glibc
import HTTPServer
import Programs
import Runtime
import SimulatedProviders
import Simulator

/// How many webhooks a second one core sends: the simulator's model, signatures and engine on this
/// thread, against a server on another that answers 200 at once.
///
/// The two threads share the machine, so the sender's own CPU time decides.
struct SenderBenchmark {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let options: SenderOptions

    /// The line to print.
    func run() throws -> String {
        let server = HTTPServer(
            name: "sink", listen: ListenAddress(address: .loopback, port: 0),
            router: RouteTable([
                Route(.post, "/hooks/{source}") { _, _ in
                    .accept { $1.answer(.json(200, "{}")) }
                }
            ]), metrics: MetricsRegistry(), logger: .silent)
        try server.start()
        defer { server.stop() }
        guard let port = server.address?.port else {
            throw Failure(description: "the sink does not listen")
        }
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
        let desk = try DeliveryDesk()
        let channel = DeliveryChannel(
            style: options.provider.delivery, desk: desk,
            endpoints: [
                WebhookEndpoint(
                    id: "sink",
                    url: TargetURL(host: "127.0.0.1", port: port, path: "/hooks/bench"),
                    credential: options.provider.credentialForm == .fixed
                        ? .fixed(username: "bench", password: "bench", headers: [])
                        : .secret("whsec_bench"),
                    createdAt: now)
            ])
        let program = program(startingAt: now)
        var delivery = DeliveryOptions()
        delivery.connections = options.connections
        delivery.keepsTimes = false
        let engine = DeliveryEngine(channels: [channel], desk: desk, options: delivery)
        let before = threadMicroseconds()
        let summary = try engine.run(program)
        return line(summary, cpuMicroseconds: threadMicroseconds() - before)
    }

    private func program(startingAt now: Timestamp) -> SimulatedProgram {
        var settings = ProgramSettings()
        settings.users = max(200, options.webhooks / 20)
        settings.speed = 100_000
        return SimulatedProgram(
            ProgramModel(options.provider.program, seed: 1, start: now, settings: settings),
            plan: FaultPlan(options.provider.program, rates: FaultRates(), seed: 1), channel: 0,
            record: nil, events: Int64(options.webhooks))
    }

    private func line(_ summary: DeliverySummary, cpuMicroseconds: Int64) -> String {
        let each = cpuMicroseconds * 1_000 / Int64(max(1, summary.attempts))
        let perCore = Int64(summary.attempts) * 1_000_000 / max(1, cpuMicroseconds)
        return "{\"provider\":\"\(options.provider.name)\",\"webhooks\":\(summary.webhooks),"
            + "\"acknowledged\":\(summary.acknowledged),"
            + "\"per_second\":\(summary.attemptsPerSecond),"
            + "\"sender_cpu_us_each\":\(thousandths(UInt64(max(0, each)))),"
            + "\"per_core_second\":\(perCore)}"
    }

    /// The CPU time of this thread so far.
    private func threadMicroseconds() -> Int64 {
        var time = timespec()
        // Cannot fail: the clock exists on every Linux, and `time` is a place to write to.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
