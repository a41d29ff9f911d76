package import Events
package import Programs

/// One request to be sent: when, which bytes, signed how, and what must be answered.
package struct ScheduledDelivery: Sendable {
    package enum Authentication: Hashable, Sendable {
        case genuine
        /// By someone who does not know the secret.
        case forged
        /// With the headers of an attempt at that time.
        case replayed(signedAt: Timestamp)
    }

    package enum Answer: String, Hashable, Sendable {
        case stored, duplicate
        /// 401
        case refused
    }

    /// On the stated clock; not before.
    package var sendAt: Timestamp
    /// 0 for the first.
    package var attempt: Int
    /// What is signed.
    package var signedBody: [UInt8]
    /// What is sent: differs from what is signed when a byte changed under way.
    package var body: [UInt8]
    package var authentication = Authentication.genuine
    package var answer = Answer.stored
    /// So many attempts from the first on never arrive; `.max`: none ever does.
    package var lostAttempts = 0
    /// What it tells the service, where it is authentic.
    package var notice: DeliveredNotice
    /// The fault that made it what it is, by its number in the plan's records.
    package var fault: Int?

    package var neverArrives: Bool { lostAttempts == .max }
}

/// A delivered event as expectations are derived from it.
package struct DeliveredNotice: Hashable, Sendable {
    /// As the service names the event: stated, or derived from the body.
    package var eventID: String
    /// Equal for equal content.
    package var contentID: Int64
    package var type: String
    package var createdAt: Timestamp?
    package var attempt: Int
    /// Nil: the bytes are no event.
    package var claims: EventClaims?
}
