package import Events

/// A verified webhook on its way into the log.
package struct Delivery: Sendable {
    package var sourceID: Int32
    /// What was read of the body, or why it could not be decoded; both become an event.
    package var reading: Result<Envelope, DecodeError>
    /// The signature header as received; for static credentials the name of the secret reference.
    package var proof: String?
    /// The exact bytes received.
    package var body: [UInt8]
    /// For events without a stated id and time: an equal body within this time of the last receipt
    /// is a retry, a later one is a new event.
    package var retryWindowSeconds: Int32

    package init(
        sourceID: Int32, reading: Result<Envelope, DecodeError>, proof: String?, body: [UInt8],
        retryWindowSeconds: Int32 = 86_400
    ) {
        self.sourceID = sourceID
        self.reading = reading
        self.proof = proof
        self.body = body
        self.retryWindowSeconds = retryWindowSeconds
    }

    /// What the delivery counts against the bound on bytes: its memory, roughly.
    var octets: Int {
        let content = (try? reading.get())?.content?.count ?? 0
        return body.count + content + 512
    }
}

/// What became of a delivery.
package enum AppendOutcome: Hashable, Sendable {
    /// A new event, durable at this position.
    case appended(position: Int64)
    /// An equal repeat of the event at this position.
    case duplicate(position: Int64)
    /// A new event at this position that repeats an earlier id with other content.
    case conflict(position: Int64)
    /// PostgreSQL refuses a value of the delivery: sending it again cannot succeed.
    case refused(reason: String)
    /// Not known to be durable: the sender must try again.
    case unavailable(reason: String)
}

/// Whether a delivery was taken.
package enum Submission: Hashable, Sendable {
    /// The completion will be called, exactly once.
    case accepted
    /// Too many deliveries or bytes wait; the completion will not be called.
    case full
    /// The appender is not running; the completion will not be called.
    case stopped
}
