package import Events

/// A verified webhook on its way into the log.
package struct NewEvent: Sendable {
    package let sourceID: Int32
    /// What was read of the body; nil when it could not be decoded.
    package let envelope: Envelope?
    /// Why the body could not be decoded; it becomes an event all the same.
    package let decodeError: String?
    /// The signature header as received; for static credentials the name of the secret reference.
    package let proof: String?
    /// The exact bytes received.
    package let body: [UInt8]
    /// For events without a stated id and time: an equal body within this time of the last receipt
    /// is a retry, a later one is a new event.
    package let retryWindowSeconds: Int32

    package init(
        sourceID: Int32, envelope: Envelope, proof: String?, body: [UInt8],
        retryWindowSeconds: Int32
    ) {
        self.sourceID = sourceID
        self.envelope = envelope
        decodeError = nil
        self.proof = proof
        self.body = body
        self.retryWindowSeconds = retryWindowSeconds
    }

    package init(
        sourceID: Int32, undecodable reason: String, proof: String?, body: [UInt8],
        retryWindowSeconds: Int32
    ) {
        self.sourceID = sourceID
        envelope = nil
        decodeError = reason
        self.proof = proof
        self.body = body
        self.retryWindowSeconds = retryWindowSeconds
    }

    /// What the event counts against the bounds on bytes: its memory, roughly.
    var octets: Int {
        body.count + (envelope?.content?.count ?? 0) + 512
    }
}

/// What became of an event.
package enum AppendOutcome: Hashable, Sendable {
    /// A new event, durable at this position.
    case appended(position: Int64)
    /// An equal repeat of the event at this position.
    case duplicate(position: Int64)
    /// A new event at this position that repeats an earlier id with other content.
    case conflict(position: Int64)
    /// PostgreSQL refuses a value of the event: sending it again cannot succeed.
    case refused(reason: String)
    /// Not known to be durable: the sender must try again.
    case unavailable(reason: String)
}
