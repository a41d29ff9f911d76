package import Events

/// One header field as received.
///
/// Names are compared without regard to case.
package struct HeaderField: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// One delivery before anything of it is believed.
package struct WebhookRequest: Sendable {
    /// In the order of receipt; a repeated header stands as often as it was sent.
    package var headers: [HeaderField]
    /// The exact bytes: signatures cover them, and no parser has touched them.
    package var body: [UInt8]
    package var receivedAt: Timestamp

    package init(headers: [HeaderField], body: [UInt8], receivedAt: Timestamp) {
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }
}

extension WebhookRequest {
    /// What stands under one header name.
    enum HeaderReading {
        case missing
        case once(String)
        case repeated
    }

    func header(_ name: String) -> HeaderReading {
        var reading = HeaderReading.missing
        for field in headers where areSameHeaderName(field.name, name) {
            guard case .missing = reading else { return .repeated }
            reading = .once(field.value)
        }
        return reading
    }
}

/// Header names are ASCII tokens, equal but for case (RFC 9110, section 5.1).
private func areSameHeaderName(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    return zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
}

private func lowercased(_ character: UInt8) -> UInt8 {
    let isUppercase = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character)
    return isUppercase ? character | 0x20 : character
}
