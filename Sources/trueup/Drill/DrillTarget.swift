import Configuration
import Delivery
import Events
import Faults
import HTTPClient
import Postgres
import Programs
import Providers
import Reconciliation
import Runtime
import SimulatedProviders

/// A service of the user's own, which the drill sends to and looks at and otherwise leaves alone.
final class DrillTarget: DrillSite {
    let database: DatabaseAccess
    let accounts: [DrillAccount]
    private let target: TargetURL
    /// By name, as the configuration has them.
    private let configured: [String: SourceConfiguration]

    init(_ arguments: ParsedArguments, target text: String) throws {
        target = try Self.target(text)
        let sources = try Self.sources(arguments)
        configured = Dictionary(
            sources.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        accounts = try sources.map { try DrillAccount($0) }
        try TargetProbe.check(target)
        database = try DatabaseAccess.open(
            arguments, configured: CommandSettings.database(arguments))
    }

    private static func target(_ text: String) throws -> TargetURL {
        let url = try TargetProbe.address(text)
        guard url.path == "/" else {
            throw UsageError(
                "--target \(text): give the service's address without a path; each source's"
                    + " deliveries go to /hooks/NAME")
        }
        return url
    }

    // MARK: Sources

    /// Those of the configuration that the options name, of providers that there is a model of.
    private static func sources(_ arguments: ParsedArguments) throws -> [SourceConfiguration] {
        guard let configuration = try CommandSettings.configurationIfAny(arguments) else {
            throw UsageError(
                "--target needs the service's configuration, for credentials and thresholds: give"
                    + " --config FILE (`trueup drill --print-config` prints one)")
        }
        let known = configuration.sources.map(\.name)
        let names = arguments["--source"].map { $0.split(separator: ",").map(String.init) }
        for name in names ?? [] where !known.contains(name) {
            let hint = nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
            throw UsageError("the configuration has no source \"\(name)\"\(hint)")
        }
        let providers = try DrillSettings.providers(arguments["--provider"]).map(\.name)
        let sources = configuration.sources.filter { source in
            names?.contains(source.name)
                ?? providers.contains(source.provider.name)
        }
        guard !sources.isEmpty else {
            throw UsageError("the configuration has no source that can be drilled")
        }
        for source in sources { try check(source, isLiveAllowed: arguments.isSet("--live")) }
        return sources
    }

    private static func check(_ source: SourceConfiguration, isLiveAllowed: Bool) throws {
        guard isLiveAllowed || source.environment == .test else {
            throw UsageError(
                "\(source.name) is live, and what a drill makes up stays in its log for ever;"
                    + " drill a source of environment test, or say --live")
        }
        // Expectations follow the provider's own ways.
        let provider = ProviderSettings(provider: source.provider)
        let plain = FoldSettings(
            provider: provider, ledger: provider.format.booking.policy, rules: source.ruleSettings)
        guard source.foldSettings == plain else {
            throw CommandFailure(
                .wrongConfiguration,
                "\(source.name) has a field map or policies of its own, which the drill's"
                    + " expectations do not know; drill a source without")
        }
    }

    // MARK: Before and after

    var isShared: Bool { true }

    func begin(_ sources: [DrillSource]) throws -> TargetURL {
        let connection = try database.connect(as: .reader, named: "drill")
        for source in sources {
            try checkDatabase(source, connection)
            try ping(source)
            try checkCourse(source, connection)
        }
        let events = sources.count == 1 ? sources[0].name : "\(sources.count) sources"
        Terminal.report(
            "Made-up events with --seed \(sources[0].drillSeed) go to \(events) at \(target), and"
                + " stay in the log. The service is looked at once its longest threshold has"
                + " passed, \(sources.map(\.longestWait).max() ?? 0) s after the last of them.")
        return target
    }

    func finish(_ sources: [DrillSource]) throws {
        let connection = try database.connect(as: .reader, named: "drill")
        for source in sources { try checkSettings(source, connection) }
    }

    func close() {
        database.close()
    }

    /// It must be the database of the service that the configuration describes.
    private func checkDatabase(_ source: DrillSource, _ connection: Connection) throws {
        guard let configured = configured[source.name] else { return }
        let rows = try connection.queryText(
            "SELECT source, provider, environment FROM trueup.sources ORDER BY source"
        ).rows
        guard let row = rows.first(where: { $0[0] == source.name }) else {
            let names = rows.compactMap { $0[0] }.joined(separator: ", ")
            let known = names.isEmpty ? "none" : names
            throw CommandFailure(
                .wrongConfiguration,
                "the database knows no source \(source.name) (it has \(known));"
                    + " add it to the service's configuration, and check --database")
        }
        guard row[1] == configured.provider.name, row[2] == configured.environment.rawValue
        else {
            throw CommandFailure(
                .wrongConfiguration,
                "\(source.name) is \(row[1] ?? "") \(row[2] ?? "") in the database and"
                    + " \(configured.provider.name) \(configured.environment.rawValue) in the"
                    + " configuration; give the service's own")
        }
        try checkSettings(source, connection)
    }

    /// Thresholds that the service does not have would make every comparison wrong.
    private func checkSettings(_ source: DrillSource, _ connection: Connection) throws {
        let stored = try connection.queryText(
            "SELECT settings_digest FROM trueup.projections WHERE source = $1 AND active",
            [.text(source.name)]
        ).rows.first?[0]
        guard let stored, stored != configured[source.name]?.foldSettings.digestText else { return }
        throw CommandFailure(
            .wrongConfiguration,
            "the service folds \(source.name) with other settings than the configuration has;"
                + " give its own, or apply them: `trueup reproject --source \(source.name)`")
    }

    /// A delivery without an event, which the service authenticates and does not keep.
    private func ping(_ source: DrillSource) throws {
        let time = Clock.system.wallMicroseconds() / 1_000_000
        let headers =
            (source.account.provider.delivery.signer(source.account.credential) ?? .plain([]))
            .headers(for: [], messageID: "ping", attemptAt: time)
        var sender = HTTPSender(host: target.host, port: target.port)
        let status: Int
        do throws(SendingError) {
            status = try sender.post("/hooks/\(source.name)", headers: headers, body: []).status
        } catch {
            throw CommandFailure(
                .providerUnavailable, "\(target) does not answer as a service does: \(error)")
        }
        switch status {
        case 200: return
        case 401:
            throw CommandFailure(
                .wrongConfiguration,
                "\(target) refuses the credentials of \(source.name); the configuration's first"
                    + " must be among those that the service verifies with")
        case 404:
            throw CommandFailure(
                .wrongConfiguration,
                "\(target) has no source \(source.name); add it to the service's configuration,"
                    + " and check --target")
        default:
            throw CommandFailure(
                .providerUnavailable,
                "\(target) answers \(status) to a ping of \(source.name); see the service's log")
        }
    }

    /// The same ids with other times would be conflicts.
    private func checkCourse(_ source: DrillSource, _ connection: Connection) throws {
        let ids = source.firstSubjects.map(\.id)
        let known = try connection.query(
            """
            SELECT (SELECT count(*) FROM trueup.cards
                    WHERE source = $1 AND card_id = ANY($2))
                 + (SELECT count(*) FROM trueup.accounts
                    WHERE source = $1 AND account_id = ANY($2))
                 + (SELECT count(*) FROM trueup.transactions
                    WHERE source = $1 AND transaction_id = ANY($2))
            """, [.text(source.name), .array(ids)]
        ).onlyRow().int64(0)
        guard known > 0 else { return }
        throw UsageError(
            "the course of --seed \(source.drillSeed) was sent to \(source.name) before, and its"
                + " ids stand in the log; take another --seed, or none")
    }
}

extension DrillAccount {
    fileprivate init(_ source: SourceConfiguration) throws {
        let simulated = try SimulationSource(source)
        self.init(
            name: simulated.name, provider: simulated.provider, isLive: simulated.isLive,
            credential: simulated.credential, hasAPI: source.api != nil)
        var thresholds = DrillThresholds(provider.program)
        thresholds.take(source.thresholds)
        self.thresholds = thresholds
        if let tolerance = source.providerSettings.format.toleranceSeconds {
            toleranceSeconds = tolerance
        }
    }
}
