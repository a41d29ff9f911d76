import Cryptography
import Events
package import HTTPServer
import Programs
package import ProviderAPI
import Runtime
import Synchronization

/// Who may use Uphold's API.
package struct UpholdCredentials: Sendable {
    /// Nil: no client may ask for tokens.
    package var clientID: String?
    package var clientSecret: String?
    /// A token that is good for ever, as a personal access token is; nil: there is none.
    package var personalToken: String?

    package init(clientID: String?, clientSecret: String?, personalToken: String? = nil) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.personalToken = personalToken
    }
}

/// The REST side of Uphold's classic API: `/oauth2/token`, and cards and transactions under `/v0`.
package final class UpholdAPI: Sendable {
    struct State {
        /// 250 a minute for each address.
        var requests: RequestBudget
        /// 50 in five minutes for each address.
        var tokenRequests: RequestBudget
        /// When each token that was given ends, in microseconds since 1970.
        var tokens: [String: Int64] = [:]
    }

    /// Assumed: how long a token of client credentials lasts, on the real clock.
    static let tokenSeconds: Int64 = 3_600
    /// Tokens that are remembered; beyond, those that have ended are forgotten.
    static let tokenLimit = 1_000

    let credentials: UpholdCredentials
    let program: any UpholdProgramReading
    let options: APIOptions
    private let state: Mutex<State>

    package init(
        credentials: UpholdCredentials, program: any UpholdProgramReading,
        options: APIOptions = APIOptions()
    ) {
        self.credentials = credentials
        self.program = program
        self.options = options
        state = Mutex(
            State(
                requests: options.budget(250, perSeconds: 60),
                tokenRequests: options.budget(50, perSeconds: 300)))
    }

    package var routes: [Route] {
        [
            .answering(.post, "/oauth2/token") { [self] in giveToken($0) },
            route("/v0/me/cards") { $0.listCards($1) },
            route("/v0/me/cards/{id}") { $0.readCard($1) },
            route("/v0/me/cards/{id}/transactions") { $0.listCardTransactions($1) },
            route("/v0/me/transactions") { $0.listTransactions($1) },
            route("/v0/me/transactions/{id}") { $0.readTransaction($1) },
        ]
    }

    private func route(
        _ pattern: String, _ answer: @escaping @Sendable (UpholdAPI, APIRequest) -> Response
    ) -> Route {
        .answering(.get, pattern) { [self] request in
            refusal(of: request) ?? answer(self, request)
        }
    }

    /// The limit counts before the token: it is by address.
    private func refusal(of request: APIRequest) -> Response? {
        let now = options.now
        if let seconds = options.storms.secondsLeft(at: now) { return .upholdTooMany(seconds) }
        let grant = state.withLock {
            $0.requests.take(request.head.peerAddress, at: now.microseconds)
        }
        guard grant.isGranted else { return .upholdTooMany(grant.resetSeconds) }
        guard let token = request.bearerToken, isGood(token, at: now) else {
            return .json(401, ["error": "invalid_token"])
        }
        return nil
    }

    private func isGood(_ token: String, at now: Timestamp) -> Bool {
        if let personal = credentials.personalToken, token == personal { return true }
        return state.withLock { ($0.tokens[token] ?? 0) > now.microseconds }
    }

    /// Client credentials, by HTTP Basic and a form.
    private func giveToken(_ request: APIRequest) -> Response {
        let now = options.now
        let grant = state.withLock {
            $0.tokenRequests.take(request.head.peerAddress, at: now.microseconds)
        }
        guard grant.isGranted else { return .upholdTooMany(grant.resetSeconds) }
        guard let id = credentials.clientID, let secret = credentials.clientSecret,
            request.head.headers.text("authorization")
                == "Basic \(Base64.encode(Array("\(id):\(secret)".utf8)))"
        else {
            return .json(401, ["error": "invalid_client"])
        }
        guard request.form?["grant_type"] == "client_credentials" else {
            return .json(400, ["error": "unsupported_grant_type"])
        }
        guard let bytes = try? randomBytes(count: 20) else {
            return .json(500, ["error": "server_error"])
        }
        let token = Hexadecimal.encode(bytes)
        state.withLock { state in
            if state.tokens.count >= Self.tokenLimit {
                state.tokens = state.tokens.filter { $0.value > now.microseconds }
            }
            state.tokens[token] = now.microseconds + Self.tokenSeconds * 1_000_000
        }
        return .json(
            200,
            [
                "access_token": .string(token), "token_type": "bearer",
                "expires_in": .integer(Self.tokenSeconds),
                "scope": "cards:read transactions:read user:read",
            ])
    }
}

extension Response {
    static func upholdTooMany(_ seconds: Int64) -> Response {
        .json(429, ["code": "too_many_requests", "error": "too_many_requests"])
            .with("Retry-After", "\(seconds)")
    }

    static var upholdMissing: Response { .json(404, ["code": "not_found"]) }
}
