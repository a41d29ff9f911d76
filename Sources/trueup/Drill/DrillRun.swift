import Delivery
import Runtime

/// A whole drill: every batch of sources, one after the other.
final class DrillRun {
    private let settings: DrillSettings
    private let site: any DrillSite
    private let batches: [[DrillSource]]
    private let desk: DeliveryDesk
    private let stop: StopRequest

    /// On a service of the drill's own.
    static func ownService(
        _ settings: DrillSettings, in directory: DemoDirectory, _ signals: SignalWatch
    ) throws -> DrillRun {
        let configuration = try DrillConfiguration(thresholds: settings.thresholds)
        return try DrillRun(settings, signals, settings.batches(configuration)) {
            try DrillService(configuration, in: directory)
        }
    }

    /// On a service of the user's.
    static func target(
        _ settings: DrillSettings, _ url: String, _ arguments: ParsedArguments,
        _ signals: SignalWatch
    ) throws -> DrillRun {
        let target = try DrillTarget(arguments, target: url)
        let sources = target.accounts.map { account in
            DrillSource(account, seed: settings.seeds[0], case: 0, of: settings)
        }
        return try DrillRun(settings, signals, [sources]) { target }
    }

    private init(
        _ settings: DrillSettings, _ signals: SignalWatch, _ batches: [[DrillSource]],
        site: () throws -> any DrillSite
    ) throws {
        self.settings = settings
        self.batches = batches
        let (desk, stop) = (try DeliveryDesk(), try StopRequest())
        (self.desk, self.stop) = (desk, stop)
        // Sleeps until a signal comes, or the process ends.
        _ = try Worker("interrupt") {
            DemoDirectory.waitForSignal(signals)
            stop.request(.signal("interrupted"))
            desk.requestStop()
        }
        self.site = try site()
    }

    /// The result of each case.
    func run() throws -> [DrillResult] {
        var results = settings.cases.map { part in
            var result = DrillResult()
            result.label = part.label
            result.unjudgedFaults = settings.unjudgedFaults
            return result
        }
        for (number, sources) in batches.enumerated() {
            if batches.count > 1 {
                Terminal.report("Part \(number + 1) of \(batches.count):")
            }
            try Drill(sources: sources, site: site, desk: desk, stop: stop).run(into: &results)
            for source in sources { source.forget() }
        }
        return results
    }

    /// Stops what was started.
    func end() {
        site.close()
    }
}
