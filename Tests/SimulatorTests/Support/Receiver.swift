import Cryptography
import Delivery
import Events
import HTTPServer
import Providers
import Recording
import Runtime
import SimulatedProviders
import Synchronization
import Testing

/// A receiver on a free port of the loopback: keeps what it is sent and answers what it is told.
final class Receiver: Sendable {
    struct Received: Sendable {
        let path: String
        let headers: [HeaderField]
        let body: [UInt8]
        let at: Timestamp

        var text: String { String(decoding: body, as: UTF8.self) }

        func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    private struct State {
        var received: [Received] = []
        var statuses: [Int]
    }

    private final class Book: Sendable {
        let state: Mutex<State>

        init(statuses: [Int]) {
            state = Mutex(State(statuses: statuses))
        }

        func take(_ request: Request) -> Response {
            let received = Received(
                path: request.head.path,
                headers: request.head.headers.all.map {
                    HeaderField(name: $0.name, value: String(decoding: $0.value, as: UTF8.self))
                }, body: request.body,
                at: Timestamp(microseconds: Clock.system.wallMicroseconds()))
            return state.withLock { state in
                state.received.append(received)
                let status = state.statuses.isEmpty ? 200 : state.statuses.removeFirst()
                return Response(status: status, body: Array("{}".utf8))
            }
        }
    }

    let server: HTTPServer
    let port: UInt16
    private let book: Book

    /// - Parameter statuses: What the first requests are answered; all others 200.
    init(statuses: [Int] = []) throws {
        let book = Book(statuses: statuses)
        self.book = book
        server = HTTPServer(
            name: "receiver", listen: ListenAddress(address: .loopback, port: 0),
            router: RouteTable([
                Route(.post, "/hooks/{source}") { _, _ in
                    .accept { $1.answer(book.take($0)) }
                }
            ]), metrics: MetricsRegistry(), logger: .silent)
        try server.start()
        port = try #require(server.address?.port)
    }

    func stop() {
        server.stop()
    }

    /// In the order of arrival.
    var received: [Received] { book.state.withLock { $0.received } }

    func url(_ source: String = "test") -> TargetURL {
        TargetURL(host: "127.0.0.1", port: port, path: "/hooks/\(source)")
    }
}

/// What the tests' endpoints are authenticated with, on both sides.
enum TestCredential {
    static let secret = "whsec_dGVzdC1zZWNyZXQtdGVzdC1zZWNyZXQtMDE="

    static func of(_ provider: Provider) -> EndpointCredential {
        provider == .nymcard
            ? .fixed(
                username: "user", password: "password",
                headers: [HeaderField(name: "x-hook-token", value: "token")])
            : .secret(secret)
    }

    /// The product's own verification.
    static func authenticator(_ provider: Provider) throws -> Authenticator {
        func known(_ text: String) -> Providers.Secret {
            Providers.Secret(reference: "test", bytes: Array(text.utf8))
        }
        let credentials: Credentials =
            provider == .nymcard
            ? .fixed([
                StaticCredentials(
                    basic: StaticCredentials.Basic(
                        username: known("user"), password: known("password")),
                    headers: [
                        StaticCredentials.Header(name: "x-hook-token", value: known("token"))
                    ])
            ]) : .signing([known(secret)])
        return try Authenticator(
            settings: ProviderSettings(provider: provider), credentials: credentials,
            cryptography: AuthenticationCryptography(
                keyedHash: { algorithm, key in
                    let prepared = HMACKey(algorithm == .hmacSHA256 ? .sha256 : .sha512, key: key)
                    return { prepared.code(of: $0) }
                },
                areEqual: areEqualInConstantTime,
                decodeHexadecimal: { Hexadecimal.decode($0) },
                decodeBase64: { Base64.decode($0, padding: .optional) },
                encodeBase64: Base64.encode))
    }
}

extension Authenticator {
    func accepts(_ received: Receiver.Received) -> Bool {
        let decision = decide(
            WebhookRequest(
                headers: received.headers, body: received.body, receivedAt: received.at))
        if case .authentic = decision { return true }
        return false
    }
}

/// An engine with one channel and, unless told otherwise, one endpoint.
struct TestDelivery {
    let desk: DeliveryDesk
    let channel: DeliveryChannel
    var options = DeliveryOptions()
    var recorder: DeliveryRecorder?

    /// `speed`: how much faster than on the provider's clock attempts follow one another.
    init(
        _ provider: Provider, to urls: [TargetURL], speed: Int64 = 100_000,
        answerDeadlineMilliseconds: Int64 = 10_000
    ) throws {
        desk = try DeliveryDesk()
        var policy = DeliveryStyle.of(provider).policy.scaled(by: speed)
        policy.answerDeadlineMicroseconds = answerDeadlineMilliseconds * 1_000
        channel = DeliveryChannel(
            style: .of(provider), policy: policy, desk: desk,
            endpoints: urls.enumerated().map { place, url in
                WebhookEndpoint(
                    id: "end-\(place)", url: url, credential: TestCredential.of(provider),
                    createdAt: Timestamp(microseconds: 0))
            })
    }

    func run(_ webhooks: [OutgoingWebhook]) throws -> DeliverySummary {
        try DeliveryEngine(
            channels: [channel], desk: desk, options: options,
            recorder: recorder.map { recorder in { try recorder.record($0, $1, $2) } }
        ).run(WebhookList(webhooks))
    }

    /// An event with a body as its provider would write it.
    static func webhook(_ number: Int = 1, stream: String? = nil) -> OutgoingWebhook {
        OutgoingWebhook(
            type: "card.updated", notificationID: "evt_\(number)",
            body: Array(#"{"id":"evt_\#(number)","retries":0,"type":"card.updated"}"#.utf8),
            stream: stream)
    }
}

extension DeliveryStyle {
    /// Of the product's provider of the same name.
    static func of(_ provider: Provider) -> DeliveryStyle {
        SimulatedProviders.named(provider.name)?.delivery ?? .standardWebhooks
    }
}
