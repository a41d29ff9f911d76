/// Takes notifications from a source no earlier than they are due.
struct WebhookIntake {
    private var source: any WebhookSource
    private let options: DeliveryOptions
    private var pending: OutgoingWebhook?
    private var count: Int64 = 0
    /// When the next may go, in microseconds since the run's start; nil at the end.
    private(set) var nextDue: Int64? = 0
    private(set) var isAtEnd = false

    init(source: any WebhookSource, options: DeliveryOptions) {
        self.source = source
        self.options = options
    }

    /// The next that is due by then; `sinceStart` tells where a stated time lies in the run.
    mutating func next(
        dueBy now: Int64, sinceStart: (OutgoingWebhook) -> Int64?
    ) -> OutgoingWebhook? {
        if pending == nil, !isAtEnd {
            pending = source.next()
            if let pending {
                nextDue = due(pending, sinceStart(pending))
            } else {
                isAtEnd = true
                nextDue = nil
            }
        }
        guard let webhook = pending, let due = nextDue, due <= now else { return nil }
        pending = nil
        nextDue = 0
        count += 1
        return webhook
    }

    private func due(_ webhook: OutgoingWebhook, _ stated: Int64?) -> Int64 {
        if let perSecond = options.perSecond { return count * 1_000_000 / max(1, perSecond) }
        return options.keepsTimes ? stated ?? 0 : 0
    }
}
