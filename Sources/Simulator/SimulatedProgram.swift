package import Delivery
import Events
package import Faults
package import Programs
package import ProviderAPI

/// A program's webhooks as they are to be sent: the model's events, what faults make of them, and
/// on the way the record that the API reads.
package final class SimulatedProgram: WebhookSource {
    package let kind: ProgramKind
    /// The place of its channel in the engine's list.
    private let channel: Int
    private var model: ProgramModel
    package private(set) var plan: FaultPlan
    private let record: ProgramRecord?
    private var eventsLeft: Int64?
    private var waiting: [OutgoingWebhook] = []
    private var nextWaiting = 0
    /// Faults that have been carried out.
    private var faultCount = 0
    private let storms: RequestStorms?
    /// Every delivery that was handed out, in the order of its number; nil where nobody asks.
    package private(set) var deliveries: [ScheduledDelivery]?
    private var deliveryCount = 0
    private let observer: ((ProgramEvent) -> Void)?

    /// - Parameters:
    ///   - record: Nil where nobody reads it.
    ///   - storms: Of the API that reads it.
    ///   - events: Of the program; faults make more or fewer deliveries of them. Nil: no end.
    ///   - keepsDeliveries: Whether `deliveries` is kept, for expectations.
    ///   - observer: Told about each event before it is sent.
    package init(
        _ model: ProgramModel, plan: FaultPlan, channel: Int, record: ProgramRecord?,
        storms: RequestStorms? = nil, events: Int64?, keepsDeliveries: Bool = false,
        observer: ((ProgramEvent) -> Void)? = nil
    ) {
        kind = model.kind
        self.model = model
        self.plan = plan
        self.channel = channel
        self.record = record
        self.storms = storms
        eventsLeft = events
        deliveries = keepsDeliveries ? [] : nil
        self.observer = observer
    }

    /// All that is true now.
    package var snapshot: ProgramSnapshot { model.snapshot }

    package func next() -> OutgoingWebhook? {
        while nextWaiting == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            nextWaiting = 0
            guard advance() else { return nil }
        }
        defer { nextWaiting += 1 }
        return waiting[nextWaiting]
    }

    /// Takes one event, or at the end what the plan kept; false when nothing is left.
    private func advance() -> Bool {
        guard let left = eventsLeft else {
            takeEvent()
            return true
        }
        guard left >= 0 else { return false }
        eventsLeft = left - 1
        if left > 0 {
            takeEvent()
        } else {
            for delivery in plan.finish() { send(delivery) }
        }
        return true
    }

    private func takeEvent() {
        let event = model.next()
        observer?(event)
        let deliveries = plan.take(event)
        let made = plan.records[faultCount...]
        faultCount = plan.records.count
        record?.note(event, visibleAt: made.first { $0.kind == .staleAPI }?.endsAt)
        for storm in made where storm.kind == .rateLimitStorm {
            storms?.add(storm.happensAt..<(storm.endsAt ?? storm.happensAt))
        }
        for delivery in deliveries { send(delivery) }
        // What is to expire is sent as often as any other, and never arrives.
        for withheld in made.compactMap(\.withheld) { send(withheld) }
    }

    private func send(_ delivery: ScheduledDelivery) {
        var webhook = OutgoingWebhook(
            channel: channel, type: delivery.notice.type,
            notificationID: delivery.notice.eventID, body: delivery.signedBody,
            dueAt: delivery.sendAt,
            stream: delivery.notice.claims?.stream.map { "\($0.kind.rawValue) \($0.id)" })
        webhook.number = deliveryCount
        webhook.earlierAttempts = delivery.attempt
        if delivery.lostAttempts > 0 {
            webhook.flaw = TransitFlaw(.lost, attempts: delivery.lostAttempts)
        }
        if delivery.body != delivery.signedBody {
            webhook.flaw = TransitFlaw(.altered(delivery.body), attempts: .max)
        }
        switch delivery.authentication {
        case .genuine: break
        case .forged: webhook.proof = .forged
        case .replayed(let time):
            // As old as it is meant to be, without the wait: it changes nothing that is folded.
            let age = delivery.sendAt.microseconds - time.microseconds
            webhook.proof = .signed(secondsAgo: age / 1_000_000)
            webhook.dueAt = min(delivery.sendAt, time.after(milliseconds: 1_000))
        }
        webhook.isRefusalExpected = delivery.answer == .refused
        webhook.isRetried = delivery.answer != .refused
        deliveryCount += 1
        deliveries?.append(delivery)
        waiting.append(webhook)
    }
}

/// Several programs at once, by the times at which their webhooks are due.
package struct MergedPrograms: WebhookSource {
    private var sources: [any WebhookSource]
    private var heads: [OutgoingWebhook?]
    private var eventsLeft: Int64?

    /// `limit`: deliveries in all; nil: as many as the sources have.
    package init(_ sources: [any WebhookSource], limit: Int64? = nil) {
        self.sources = sources
        eventsLeft = limit
        heads = []
        for place in self.sources.indices { heads.append(self.sources[place].next()) }
    }

    package mutating func next() -> OutgoingWebhook? {
        guard eventsLeft != 0 else { return nil }
        var earliest: (place: Int, due: Timestamp)?
        for (place, head) in heads.enumerated() {
            guard let head else { continue }
            let due = head.dueAt ?? .earliest
            if earliest.map({ due < $0.due }) ?? true { earliest = (place, due) }
        }
        guard let place = earliest?.place, let webhook = heads[place] else { return nil }
        heads[place] = sources[place].next()
        eventsLeft = eventsLeft.map { $0 - 1 }
        return webhook
    }
}
