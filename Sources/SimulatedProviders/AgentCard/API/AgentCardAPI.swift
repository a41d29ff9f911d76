package import Delivery
import Events
package import HTTPServer
import Programs
package import ProviderAPI
import Runtime
import Synchronization

/// Who may use AgentCard's API, and as what.
package struct AgentCardAccount: Sendable {
    /// `sk_test_…` or `sk_live_…`: the mode is the key's.
    package var apiKey: String
    /// For the later API's tokens; nil: it has no client.
    package var client: (id: String, secret: String)?
    package var organizationID = "org_sim_1"
    /// Answered 403 whatever it asks.
    package var isSuspended = false
    /// Whether the undocumented list of a card's transactions is offered.
    package var listsTransactions = false

    package init(apiKey: String) {
        self.apiKey = apiKey
    }

    var isLive: Bool { apiKey.hasPrefix("sk_live_") }
}

/// The REST side of AgentCard: endpoints and cards under `/api/v1`, and of `/api/v2` the token and
/// the question who one is, with its other shape of errors.
package final class AgentCardAPI: Sendable {
    struct State {
        /// 1,000 an hour for each key.
        var requests: RequestBudget
        var endpointCount = 0
        /// Tokens of the later API, and when each ends in microseconds since 1970.
        var tokens: [String: Int64] = [:]
    }

    let account: AgentCardAccount
    let channel: DeliveryChannel
    let program: any AgentCardProgramReading
    let options: APIOptions
    let state: Mutex<State>

    package init(
        account: AgentCardAccount, channel: DeliveryChannel, program: any AgentCardProgramReading,
        options: APIOptions = APIOptions()
    ) {
        self.account = account
        self.channel = channel
        self.program = program
        self.options = options
        state = Mutex(State(requests: options.budget(1_000, perSeconds: 3_600)))
    }

    package var routes: [Route] {
        let endpoints = "/api/v1/webhook_endpoints"
        return [
            route(.post, endpoints) { $0.createEndpoint($1) },
            route(.get, endpoints) { $0.listEndpoints($1) },
            route(.get, endpoints + "/{id}") { $0.readEndpoint($1) },
            route(.patch, endpoints + "/{id}") { $0.changeEndpoint($1) },
            route(.delete, endpoints + "/{id}") { $0.deleteEndpoint($1) },
            route(.get, endpoints + "/{id}/secret") { $0.revealSecret($1) },
            route(.post, endpoints + "/{id}/roll_secret") { $0.rollSecret($1) },
            route(.get, endpoints + "/{id}/deliveries") { $0.listDeliveries($1) },
            route(.get, "/api/v1/cards") { $0.listCards($1) },
            route(.get, "/api/v1/cards/{id}") { $0.readCard($1) },
            route(.get, "/api/v1/cards/{id}/transactions") { $0.listTransactions($1) },
            .answering(.post, "/api/v2/oauth/token") { [self] in giveToken($0) },
            .answering(.get, "/api/v2") { [self] in tellWho($0) },
        ]
    }

    /// The limit's headers stand on every answer; the key is asked for first, since the limit is by
    /// key.
    private func route(
        _ method: HTTPMethod, _ pattern: String,
        _ answer: @escaping @Sendable (AgentCardAPI, APIRequest) -> Response
    ) -> Route {
        .answering(method, pattern) { [self] request in
            guard let key = request.bearerToken, key == account.apiKey else {
                return .agentcardError(401, "Invalid or missing API key")
            }
            let now = options.now
            var grant = state.withLock { $0.requests.take(key, at: now.microseconds) }
            if let seconds = options.storms.secondsLeft(at: now) {
                grant = RequestBudget.Grant(
                    isGranted: false, limit: grant.limit, remaining: 0, resetSeconds: seconds)
            }
            let response =
                if !grant.isGranted {
                    Response.agentcardError(429, "Rate limit exceeded")
                } else if account.isSuspended {
                    Response.agentcardError(403, "Organization is suspended")
                } else {
                    answer(self, request)
                }
            return response.with("RateLimit-Limit", "\(grant.limit)")
                .with("RateLimit-Remaining", "\(grant.remaining)")
                .with("RateLimit-Reset", "\(grant.resetSeconds)")
        }
    }
}

extension Response {
    /// The first API's shape: the text is the only detail.
    static func agentcardError(_ status: Int, _ text: String) -> Response {
        .json(status, ["error": .string(text)])
    }
}
