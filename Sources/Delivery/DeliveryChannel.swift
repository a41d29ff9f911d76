package import Events
import Synchronization

/// One account with a provider, as far as deliveries go: its registered endpoints, and the
/// notifications that reached none of them.
///
/// Shared by the engine, which sends, and the REST side, which manages.
package final class DeliveryChannel: Sendable {
    /// A notification that expired, with the endpoint that never took it.
    package struct Expired: Sendable {
        package let endpointID: String
        package let webhook: OutgoingWebhook
        let life: DeliveryLife
    }

    /// One delivery as a provider lists it.
    package struct Logged: Hashable, Sendable {
        package let notificationID: String
        package let type: String
        package let endpointID: String
        package let attempts: Int
        /// Nil: no answer came.
        package let status: Int?
        package let isOver: Bool
        package let at: Timestamp
    }

    private struct State {
        var endpoints: [WebhookEndpoint] = []
        /// In the order in which they expired.
        var expired: [Expired] = []
        /// The latest, the oldest first.
        var log: [Logged] = []
    }

    /// Deliveries that a list shows; older ones are forgotten.
    private static let logLimit = 1_000

    package let style: DeliveryStyle
    /// Scaled to the speed.
    package let policy: DeliveryPolicy
    package let desk: DeliveryDesk
    private let state = Mutex(State())
    private let changes = Atomic<Int>(0)

    package init(
        style: DeliveryStyle, policy: DeliveryPolicy? = nil, desk: DeliveryDesk,
        endpoints: [WebhookEndpoint] = []
    ) {
        self.style = style
        self.policy = policy ?? style.policy
        self.desk = desk
        state.withLock { $0.endpoints = endpoints }
    }

    /// Grows with every change of an endpoint but that of its health.
    var revision: Int { changes.load(ordering: .acquiring) }

    /// In the order in which they were registered.
    package var endpoints: [WebhookEndpoint] { state.withLock { $0.endpoints } }

    package func endpoint(_ id: String) -> WebhookEndpoint? {
        state.withLock { state in state.endpoints.first { $0.id == id } }
    }

    package func register(_ endpoint: WebhookEndpoint) {
        state.withLock { $0.endpoints.append(endpoint) }
        announce()
    }

    /// Changes an endpoint and returns it as it is then; nil where there is none.
    package func change(
        _ id: String, _ change: (inout WebhookEndpoint) -> Void
    ) -> WebhookEndpoint? {
        let changed = state.withLock { state -> WebhookEndpoint? in
            guard let place = state.endpoints.firstIndex(where: { $0.id == id }) else { return nil }
            change(&state.endpoints[place])
            return state.endpoints[place]
        }
        if changed != nil { announce() }
        return changed
    }

    /// False where there is none.
    package func remove(_ id: String) -> Bool {
        let isRemoved = state.withLock { state in
            let count = state.endpoints.count
            state.endpoints.removeAll { $0.id == id }
            return state.endpoints.count < count
        }
        if isRemoved { announce() }
        return isRemoved
    }

    private func announce() {
        changes.add(1, ordering: .acquiringAndReleasing)
        desk.wake()
    }
}

// What the engine reports, and what is asked of it.
extension DeliveryChannel {
    package var expired: [Expired] { state.withLock { $0.expired } }

    /// The deliveries to one endpoint, the latest first.
    package func deliveries(to endpointID: String, limit: Int) -> [Logged] {
        state.withLock { state in
            Array(state.log.reversed().filter { $0.endpointID == endpointID }.prefix(limit))
        }
    }

    /// Takes an attempt's result into the health of its endpoint; true where that disables it.
    func record(_ result: AttemptResult, endpointID: String, at now: Timestamp) -> Bool {
        let isDisabled = state.withLock { state in
            guard let place = state.endpoints.firstIndex(where: { $0.id == endpointID }) else {
                return false
            }
            return state.endpoints[place].health.record(
                result, at: now.microseconds, by: policy)
        }
        if isDisabled { announce() }
        return isDisabled
    }

    func log(_ entry: Logged) {
        state.withLock { state in
            state.log.append(entry)
            // In bulk, so that each costs little.
            if state.log.count >= 2 * Self.logLimit {
                state.log.removeFirst(state.log.count - Self.logLimit)
            }
        }
    }

    func keepExpired(_ webhook: OutgoingWebhook, _ life: DeliveryLife, endpointID: String) {
        state.withLock {
            $0.expired.append(Expired(endpointID: endpointID, webhook: webhook, life: life))
        }
    }

    /// Has expired notifications sent again, and returns the ids of those that there are.
    ///
    /// - Parameter ids: Nil: all.
    package func sendExpired(_ ids: [String]?) -> [String] {
        let found = state.withLock { state in
            let found = state.expired.filter { ids?.contains($0.webhook.notificationID) ?? true }
            state.expired.removeAll { ids?.contains($0.webhook.notificationID) ?? true }
            return found
        }
        for expired in found { desk.ask(.resend(self, expired)) }
        return found.map(\.webhook.notificationID)
    }

    /// Has an endpoint called without an event; `report` is called once, from the engine's thread.
    package func ping(
        _ endpointID: String, report: @escaping @Sendable (AttemptResult) -> Void
    ) {
        desk.ask(.ping(self, endpointID: endpointID, report: report))
    }
}
