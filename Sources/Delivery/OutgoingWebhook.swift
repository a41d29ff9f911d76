package import Events
package import Providers

/// One notification that a provider has to tell, before it is signed.
package struct OutgoingWebhook: Sendable {
    /// The place of its channel in the engine's list.
    package var channel: Int
    /// What endpoints subscribe to.
    package var type: String
    /// The provider's own id of the notification: the same on every attempt.
    package var notificationID: String
    package var body: [UInt8]
    /// Not sent before; nil: at once.
    package var dueAt: Timestamp?
    /// First attempts of one stream are sent one after the other in order, those of different
    /// streams at once; nil: in no order.
    package var stream: String?
    /// Whatever number whoever sends knows it by.
    package var number = 0
    /// Attempts that were made elsewhere before the first of these.
    package var earlierAttempts = 0
    /// In place of the endpoint's path.
    package var path: String?
    package var proof = DeliveryProof.genuine
    package var flaw: TransitFlaw?
    /// What failed is tried again; an attacker does not.
    package var isRetried = true
    /// The receiver must not take it: only then is a 401 in order.
    package var isRefusalExpected = false

    package init(
        channel: Int = 0, type: String, notificationID: String, body: [UInt8],
        dueAt: Timestamp? = nil, stream: String? = nil
    ) {
        self.channel = channel
        self.type = type
        self.notificationID = notificationID
        self.body = body
        self.dueAt = dueAt
        self.stream = stream
    }
}

/// What proves, or pretends to prove, where a delivery comes from.
package enum DeliveryProof: Sendable {
    /// Signed with the endpoint's credentials at the time of the attempt.
    case genuine
    /// Signed at the time of the attempt by someone who guesses the credentials.
    case forged
    /// Signed with the right credentials so many seconds before the attempt.
    case signed(secondsAgo: Int64)
    /// These headers and the body as they are, whatever the endpoint is.
    case recorded([HeaderField])
}

/// What happens to an attempt between the provider and the receiver.
package struct TransitFlaw: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// It never arrives; to the provider, nobody answers.
        case lost
        /// These bytes arrive in the place of the signed body.
        case altered([UInt8])
    }

    package var kind: Kind
    /// The first so many attempts suffer it; later ones are sound.
    package var attempts: Int

    package init(_ kind: Kind, attempts: Int = 1) {
        self.kind = kind
        self.attempts = attempts
    }
}

/// Yields notifications in the order in which they are due.
package protocol WebhookSource {
    /// The next; nil at the end.
    mutating func next() -> OutgoingWebhook?
}

/// A list of notifications.
package struct WebhookList: WebhookSource {
    private var rest: ArraySlice<OutgoingWebhook>

    package init(_ webhooks: [OutgoingWebhook]) {
        rest = webhooks[...]
    }

    package mutating func next() -> OutgoingWebhook? { rest.popFirst() }
}
