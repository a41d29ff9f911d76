package import Cryptography
package import Providers

/// How a provider proves that a delivery is its own, made once and used for every attempt.
///
/// Written from the providers' descriptions, apart from the code that verifies: a mistake in one is
/// not a mistake in both.
package enum DeliverySigner: Sendable {
    /// Basic credentials and custom headers, the same on each delivery; no signature.
    case nymcard(username: String, password: String, headers: [HeaderField])
    /// Headers as they are, and nothing else: an endpoint of NymCard without Basic credentials.
    case plain([HeaderField])
    /// HMAC-SHA512 of the body in one header.
    case uphold(HMACKey, header: String)
    /// HMAC-SHA256 of the attempt's time and the body.
    case agentcard(HMACKey)
    /// HMAC-SHA256 of the message's id, the attempt's time and the body.
    case standardWebhooks(HMACKey)

    package static func uphold(secret: String, header: String = "Signature") -> DeliverySigner {
        .uphold(HMACKey(.sha512, key: Array(secret.utf8)), header: header)
    }

    /// The key is the whole secret, `whsec_` included.
    package static func agentcard(secret: String) -> DeliverySigner {
        .agentcard(HMACKey(.sha256, key: Array(secret.utf8)))
    }

    /// The key is what follows `whsec_`, decoded from base 64; nil where it is none.
    package static func standardWebhooks(secret: String) -> DeliverySigner? {
        guard secret.hasPrefix("whsec_"),
            let key = Base64.decode(String(secret.dropFirst(6)), padding: .optional)
        else { return nil }
        return .standardWebhooks(HMACKey(.sha256, key: key))
    }

    /// The headers of one attempt at `unixSeconds`; `messageID` counts for Standard Webhooks alone.
    package func headers(
        for body: [UInt8], messageID: String = "", attemptAt unixSeconds: Int64
    ) -> [HeaderField] {
        switch self {
        case .nymcard(let username, let password, let headers):
            let credentials = Base64.encode(Array("\(username):\(password)".utf8))
            return [HeaderField(name: "Authorization", value: "Basic \(credentials)")] + headers
        case .plain(let headers):
            return headers
        case .uphold(let key, let header):
            let code = Hexadecimal.encode(key.code(of: body))
            return [HeaderField(name: header, value: "sha512=\(code)")]
        case .agentcard(let key):
            let time = Array("\(unixSeconds).".utf8)
            let code = Hexadecimal.encode(key.code(of: [time[...], body[...]]))
            let bodyCode = Hexadecimal.encode(key.code(of: body))
            return [
                HeaderField(name: "AgentCard-Signature", value: "t=\(unixSeconds),v1=\(code)"),
                HeaderField(name: "X-AgentCard-Signature", value: bodyCode),
            ]
        case .standardWebhooks(let key):
            let prefix = Array("\(messageID).\(unixSeconds).".utf8)
            let code = Base64.encode(key.code(of: [prefix[...], body[...]]))
            return [
                HeaderField(name: "webhook-id", value: messageID),
                HeaderField(name: "webhook-timestamp", value: String(unixSeconds)),
                HeaderField(name: "webhook-signature", value: "v1,\(code)"),
            ]
        }
    }
}
