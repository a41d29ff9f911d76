import Delivery
package import Events
import Programs
package import Providers

/// One request of the demonstration, in the order in which it is sent.
package struct DemoDelivery: Sendable {
    /// What the service must answer.
    package enum Answer: String, Hashable, Sendable {
        case appended, duplicate, quarantined
        /// 401.
        case refused

        package var status: Int { self == .refused ? 401 : 200 }
    }

    package var source: DemoSource
    /// The moment in the simulated course at which it is sent: when it happened, but for the faults
    /// of order.
    package var sentAt: Timestamp
    /// A few words for a person who watches.
    package var summary: String
    package var body: [UInt8]
    package var answer = Answer.appended

    package var path: String { source.path }

    /// The headers of an attempt now.
    package func headers(attemptAt time: Timestamp) -> [HeaderField] {
        let signer = answer == .refused ? source.forger : source.signer
        return signer.headers(for: body, attemptAt: time.unixSeconds)
    }
}
