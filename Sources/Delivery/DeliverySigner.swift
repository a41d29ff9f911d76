package import Providers

/// How a provider proves that a delivery is its own, made once and used for every attempt.
///
/// Written from the providers' descriptions, apart from the code that verifies: a mistake in one is
/// not a mistake in both.
package struct DeliverySigner: Sendable {
    /// The bytes that are signed, and what of the attempt may be signed with them.
    package struct Attempt: Sendable {
        package var body: [UInt8]
        package var messageID: String
        package var unixSeconds: Int64
    }

    private let sign: @Sendable (Attempt) -> [HeaderField]

    package init(_ sign: @escaping @Sendable (Attempt) -> [HeaderField]) {
        self.sign = sign
    }

    /// Headers as they are, and nothing else.
    package static func plain(_ headers: [HeaderField]) -> DeliverySigner {
        DeliverySigner { _ in headers }
    }

    /// The headers of one attempt at `unixSeconds`; not every provider signs the message's id.
    package func headers(
        for body: [UInt8], messageID: String = "", attemptAt unixSeconds: Int64
    ) -> [HeaderField] {
        sign(Attempt(body: body, messageID: messageID, unixSeconds: unixSeconds))
    }
}
