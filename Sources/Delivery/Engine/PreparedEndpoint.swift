import Events
import Providers

/// An endpoint made ready for sending: what stays the same from one attempt to the next.
struct PreparedEndpoint {
    let endpoint: WebhookEndpoint
    let pool: ConnectionPool?
    private let signer: DeliverySigner
    private let forger: DeliverySigner
    /// What follows the path in every request.
    private let headRest: [UInt8]

    /// `pool` nil: the endpoint cannot be reached by this sender, which has no TLS.
    init(_ endpoint: WebhookEndpoint, style: DeliveryStyle, pool: ConnectionPool?) {
        self.endpoint = endpoint
        self.pool = pool
        signer = style.signer(of: endpoint.credential)
        forger = style.forger
        headRest = Array(
            (" HTTP/1.1\r\nHost: \(endpoint.url.authority)\r\nUser-Agent: trueup-simulator\r\n"
                + "Content-Type: application/json\r\nContent-Length: ").utf8)
    }

    /// The headers that prove an attempt at this time.
    func proof(
        _ proof: DeliveryProof, body: [UInt8], notificationID: String, at now: Timestamp
    ) -> [HeaderField] {
        let seconds = now.microseconds / 1_000_000
        return switch proof {
        case .genuine:
            signer.headers(for: body, messageID: notificationID, attemptAt: seconds)
        case .forged:
            forger.headers(for: body, messageID: notificationID, attemptAt: seconds)
        case .signed(let secondsAgo):
            signer.headers(
                for: body, messageID: notificationID, attemptAt: seconds - secondsAgo)
        case .recorded(let headers): headers
        }
    }

    /// Writes a whole request into `request`.
    func write(
        path: String, headers: [HeaderField], body: [UInt8], into request: inout [UInt8]
    ) {
        request.removeAll(keepingCapacity: true)
        request.append(contentsOf: "POST ".utf8)
        request.append(contentsOf: path.utf8)
        request.append(contentsOf: headRest)
        request.append(contentsOf: String(body.count).utf8)
        for header in headers {
            request.append(13)
            request.append(10)
            request.append(contentsOf: header.name.utf8)
            request.append(UInt8(ascii: ":"))
            request.append(UInt8(ascii: " "))
            request.append(contentsOf: header.value.utf8)
        }
        request.append(contentsOf: [13, 10, 13, 10])
        request.append(contentsOf: body)
    }
}

/// The endpoints of a channel as they were at one revision.
struct ChannelView {
    var revision = -1
    var endpoints: [PreparedEndpoint] = []
    var byID: [String: Int] = [:]

    init() {}

    init(_ channel: DeliveryChannel, revision: Int, pool: (TargetURL) -> ConnectionPool) {
        self.revision = revision
        endpoints = channel.endpoints.map { endpoint in
            PreparedEndpoint(
                endpoint, style: channel.style,
                pool: endpoint.url.isSecure ? nil : pool(endpoint.url))
        }
        byID = Dictionary(
            endpoints.enumerated().map { ($1.endpoint.id, $0) }, uniquingKeysWith: { $1 })
    }

    func endpoint(_ id: String) -> PreparedEndpoint? { byID[id].map { endpoints[$0] } }
}
