import Delivery
import Events
import Faults
import HTTPServer
import Postgres
import Providers
import Runtime
import SimulatedProviders
import Simulator

/// Programs with faults that send to a service at once, and a look at what it found.
struct Drill {
    let sources: [DrillSource]
    let site: any DrillSite
    let desk: DeliveryDesk
    let stop: StopRequest

    /// Sends everything, waits until all of it is folded and judged, and compares; each source's
    /// part goes to the result of its case.
    func run(into results: inout [DrillResult]) throws {
        let target = try site.begin(sources)
        do {
            // The bytes that were sent are compared with those in the log.
            let books = try DrillBooks(try site.database.connect(as: .auditor, named: "drill"))
            let start = try books.mark(of: sources)
            try send(to: target, &results)
            try wait(for: books, since: start)
            for source in sources {
                let log = try books.log(of: source.name, after: start.heads[source.name] ?? 0)
                results[source.caseNumber].problems += source.observe(
                    log, isShared: site.isShared)
            }
            try judge(books, since: start.time, &results)
            for source in sources {
                try results[source.caseNumber].compareLedger(source, books)
            }
        } catch {
            // What went wrong first says more than what follows from it.
            try? site.finish(sources)
            throw error
        }
        try site.finish(sources)
    }

    // MARK: Sending

    private func send(to target: TargetURL, _ results: inout [DrillResult]) throws {
        let now = Timestamp(microseconds: Clock.system.wallMicroseconds())
        let channels = sources.map { source in
            DeliveryChannel(
                style: source.account.provider.delivery, policy: source.policy, desk: desk,
                endpoints: [
                    WebhookEndpoint(
                        id: source.name, url: target.with(path: "/hooks/\(source.name)"),
                        credential: source.account.credential, createdAt: now)
                ])
        }
        let programs = sources.enumerated().map { place, source in
            source.start(at: now, channel: place)
        }
        let engine = DeliveryEngine(
            channels: channels, desk: desk, progress: SimulationReport.progress)
        let tally = SendingTally(count: sources.count)
        engine.observer = { webhook, life, attempt in tally.take(webhook, life, attempt) }
        Terminal.report("Sending signed webhooks to \(sources.count) sources …")
        let summary = try engine.run(MergedPrograms(programs))
        if Terminal.isInteractive { Terminal.report("") }
        try checkStop()
        for (place, source) in sources.enumerated() {
            results[source.caseNumber].take(tally.counts[place], of: source)
        }
        if site.isShared, summary.acknowledged == 0 {
            throw CommandFailure(
                .providerUnavailable,
                "\(target) acknowledged none of \(summary.deliveries) deliveries; see the"
                    + " service's log")
        }
    }

    private func checkStop() throws {
        if stop.reason != nil { throw CommandFailure(.answerIsNo, "the drill was interrupted") }
    }

    // MARK: Waiting

    /// Until all is folded and every deadline of the run lies in the past.
    private func wait(for books: DrillBooks, since start: DrillBooks.Mark) throws {
        let sent = try books.mark(of: sources)
        if sent.heads == start.heads {
            throw CommandFailure(
                .wrongConfiguration,
                "nothing of what was acknowledged is in the log of this database; is it that of"
                    + " the service at the target?")
        }
        let longest = sources.map(\.longestWait).max() ?? 0
        let quietAt = sent.time.after(seconds: longest + 1)
        let limit = ContinuousClock.now + .seconds(longest + 120)
        Terminal.report("Waiting \(longest + 1) s, until no deadline is pending …")
        while true {
            try checkStop()
            let behind = try books.behind(sent)
            if behind == nil, try books.databaseTime() >= quietAt { return }
            guard ContinuousClock.now < limit else {
                throw CommandFailure(
                    .answerIsNo,
                    "the service has not folded \(behind ?? "everything") after"
                        + " \(longest + 120) s; does its projector run?")
            }
            pause(milliseconds: 100)
        }
    }

    /// Compares findings; those that a sweep is late with may still come.
    private func judge(
        _ books: DrillBooks, since start: Timestamp, _ results: inout [DrillResult]
    ) throws {
        let now = try books.databaseTime()
        let expected = sources.map { $0.expectations.findings(at: now) }
        let limit = ContinuousClock.now + .seconds(15)
        var found: [DrillFindings?] = sources.map { _ in nil }
        var open = Array(sources.indices)
        while true {
            for place in open {
                let source = sources[place]
                found[place] = DrillFindings(
                    try books.findings(of: source.name, since: start), of: source,
                    expected: expected[place], since: start, isShared: site.isShared)
            }
            open = open.filter { place in
                !FindingComparison(
                    expected: expected[place], found: found[place]?.list ?? [],
                    rules: ExpectedRule.existing
                ).isPerfect
            }
            if open.isEmpty || ContinuousClock.now >= limit { break }
            try checkStop()
            pause(milliseconds: 500)
        }
        for (place, source) in sources.enumerated() {
            guard let found = found[place] else { continue }
            results[source.caseNumber].compareFindings(
                source, expected: expected[place], found: found)
        }
    }
}

/// What became of the deliveries of each source.
private final class SendingTally {
    var counts: [DrillResult.Sending]

    init(count: Int) {
        counts = Array(repeating: DrillResult.Sending(), count: count)
    }

    func take(_ webhook: OutgoingWebhook, _ life: DeliveryLife, _ attempt: AttemptResult) {
        counts[webhook.channel].attempts += 1
        if life.isOver { counts[webhook.channel].deliveries += 1 }
        if attempt.isAcknowledged {
            if webhook.isRefusalExpected { counts[webhook.channel].wronglyTaken += 1 }
        } else if life.isOver, !webhook.isRefusalExpected {
            counts[webhook.channel].givenUp += 1
        }
    }
}

extension Timestamp {
    fileprivate func after(seconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds + seconds * 1_000_000)
    }
}
