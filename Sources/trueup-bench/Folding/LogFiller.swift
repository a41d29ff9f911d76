import Configuration
import EventLog
import Events
import Postgres
import Projection
import Providers
import Runtime
import Synchronization

/// A log of the three providers, filled through `log.append` as the appender does.
final class LogFiller {
    /// A source, and the deliveries that are still to come.
    private struct Feed: Sendable {
        let sourceID: Int32
        let settings: ProviderSettings
        var stream: EventStreamOfLoad
        var count = 0
    }

    let sources: [ProjectedSource]
    private let cluster: RunningCluster
    private var feeds: [Feed] = []

    private static let providers: [Provider] = [.nymcard, .uphold, .agentcard]
    private static let batchEvents = 2_000

    /// Registers the sources; `events` is how many there will be at most.
    init(
        cluster: RunningCluster, seed: UInt64, events: Int, population: Population
    ) throws {
        self.cluster = cluster
        let connection = try Connection(cluster.settings(role: "trueup_service"))
        defer { connection.close() }
        let now = try connection.queryOnce("SELECT clock_timestamp()").onlyRow().timestamp(0)
        // No event is stated to be in the future: the last ones happen about now.
        let start = Timestamp(microseconds: now.microseconds - Int64(events) * 1_000_000)
        var sources: [ProjectedSource] = []
        for (place, configuration) in try Self.configurations().enumerated() {
            let sourceID = try connection.registerSource(
                name: configuration.name, provider: configuration.provider.name,
                environment: configuration.environment.rawValue)
            sources.append(
                ProjectedSource(
                    sourceID: sourceID, name: configuration.name,
                    settings: configuration.foldSettings))
            feeds.append(
                Feed(
                    sourceID: sourceID, settings: configuration.providerSettings,
                    stream: EventStreamOfLoad(
                        configuration.provider, seed: seed &+ UInt64(place), from: start,
                        population: population)))
        }
        self.sources = sources
    }

    private static func configurations() throws -> [SourceConfiguration] {
        let sources = providers.map { provider in
            let credentials =
                provider.credentials == .fixed
                ? #""basicAuth": {"username": "env:A", "password": "env:B"}"#
                : #""secrets": ["env:A"]"#
            // Days of events are received at once: for that none of them is late.
            return #"{"name": "\#(provider.name)", "provider": "\#(provider.name)", "#
                + #""environment": "live", "thresholds": {"late-event": "366d"}, \#(credentials)}"#
        }
        let text = "{\"sources\": [\(sources.joined(separator: ","))]}"
        return try ServiceConfiguration(
            parsing: Array(text.utf8), file: "trueup.json", flags: [:], environment: [:]
        ).sources
    }

    /// Makes the log hold so many events, a third from each provider; each source on a thread.
    func fill(to events: Int) throws {
        let failure = Mutex<(any Error)?>(nil)
        let share = events / feeds.count
        let filled = Mutex(feeds)
        let settings = cluster.settings(role: "trueup_service")
        let workers = try feeds.indices.map { place in
            let feed = feeds[place]
            return try Worker("fill-\(place)") {
                do {
                    let done = try Self.fill(feed, to: share, Connection(settings))
                    filled.withLock { $0[place] = done }
                } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        for worker in workers { worker.join() }
        if let error = failure.withLock({ $0 }) { throw error }
        feeds = filled.withLock { $0 }
    }

    private static func fill(_ feed: Feed, to share: Int, _ connection: Connection) throws -> Feed {
        defer { connection.close() }
        // Nobody is answered: only the filling is quicker.
        try connection.execute("SET synchronous_commit = off")
        var feed = feed
        while feed.count < share {
            let bodies = feed.stream.bodies(min(batchEvents, share - feed.count))
            let statuses = try append(bodies, of: feed, on: connection)
            guard statuses.allSatisfy({ $0 == "appended" }) else {
                throw GeneratorProcess.Failure(description: "a generated event was not appended")
            }
            feed.count += bodies.count
        }
        return feed
    }

    private static func append(
        _ bodies: [[UInt8]], of feed: Feed, on connection: Connection
    ) throws -> [String] {
        let envelopes = try bodies.map { body -> Envelope in
            let request = WebhookRequest(
                headers: [], body: body, receivedAt: Timestamp(microseconds: 0))
            guard case .event(let envelope) = readEnvelope(of: request, settings: feed.settings)
            else { throw GeneratorProcess.Failure(description: "a generated body is not an event") }
            return envelope
        }
        let identities = envelopes.map { envelope -> String? in
            if case .stated(let id) = envelope.identity { id } else { nil }
        }
        let none = bodies.map { _ in String?.none }
        return try connection.query(
            """
            SELECT status FROM log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 86400)
            ORDER BY item
            """,
            [
                .int32(feed.sourceID), .array(identities), .array(envelopes.map(\.type)),
                .array(none), .array(envelopes.map(\.subject)),
                .array(envelopes.map(\.createdAt)), .array(envelopes.map(\.attempt)),
                .array(none), .array(envelopes.map(\.content)), .array(bodies),
            ]
        ).map { try $0.text(0) }
    }
}
