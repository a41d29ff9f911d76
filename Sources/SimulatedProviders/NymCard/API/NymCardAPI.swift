package import Delivery
package import HTTPServer
import Programs
package import ProviderAPI
import Runtime
import Synchronization

/// The REST side of NymCard nCore under `/v1`.
///
/// Bodies of answers and of errors are not published; these are assumed.
package final class NymCardAPI: Sendable {
    /// What changes from request to request.
    struct State {
        var endpointCount = 0
        /// The first answer to each idempotency key, by key and path.
        var firstAnswers: [String: Response] = [:]
    }

    /// Keys that are remembered; then all are forgotten.
    static let idempotencyLimit = 10_000

    let apiKey: String
    let channel: DeliveryChannel
    let program: any NymCardProgramReading
    let options: APIOptions
    let state = Mutex(State())

    package init(
        apiKey: String, channel: DeliveryChannel, program: any NymCardProgramReading,
        options: APIOptions = APIOptions()
    ) {
        self.apiKey = apiKey
        self.channel = channel
        self.program = program
        self.options = options
    }

    package var routes: [Route] {
        [
            route(.post, "/v1/webhooks") { $0.createWebhook($1) },
            route(.get, "/v1/webhooks") { $0.listWebhooks($1) },
            route(.post, "/v1/webhooks:sendexpired") { $0.sendExpired($1) },
            route(.post, "/v1/webhooks/sendexpired") { $0.sendExpired($1) },
            pingRoute,
            route(.get, "/v1/webhooks/{id}") { $0.readWebhook($1) },
            route(.put, "/v1/webhooks/{id}") { $0.updateWebhook($1) },
            route(.delete, "/v1/webhooks/{id}") { $0.deleteWebhook($1) },
            route(.post, "/v1/transactions:search") { $0.searchTransactions($1) },
            route(.get, "/v1/transactions/{id}") { $0.readTransaction($1) },
            route(.get, "/v1/accounts/{id}") { $0.readAccount($1) },
            route(.get, "/v1/cards/{id}") { $0.readCard($1) },
            route(.get, "/v1/cards/{id}/accounts") { $0.readCardAccounts($1) },
        ]
    }

    private func route(
        _ method: HTTPMethod, _ pattern: String,
        _ answer: @escaping @Sendable (NymCardAPI, APIRequest) -> Response
    ) -> Route {
        .answering(method, pattern) { [self] request in
            if let refusal = refusal(of: request) { return refusal }
            guard method == .post else { return answer(self, request) }
            return answerOnce(request) { answer(self, request) }
        }
    }

    /// What stands against a request before it is looked at: the key, or a storm.
    func refusal(of request: APIRequest) -> Response? {
        guard request.head.headers.text("apikey") == apiKey else {
            return .nymcardError(401, "unauthorized", "the header apikey is missing or wrong")
        }
        // Limits are not published: there are none but the storms. Assumed: `Retry-After`.
        return options.storms.secondsLeft(at: options.now).map { seconds in
            .nymcardError(429, "too_many_requests", "too many requests")
                .with("Retry-After", "\(seconds)")
        }
    }

    /// A repeated `x-nymos-idempotency-key` gives the first answer again, on any POST.
    private func answerOnce(_ request: APIRequest, _ answer: () -> Response) -> Response {
        guard let key = request.head.headers.text("x-nymos-idempotency-key") else {
            return answer()
        }
        let name = "\(request.head.path) \(key)"
        if let first = state.withLock({ $0.firstAnswers[name] }) { return first }
        let response = answer()
        state.withLock { state in
            if state.firstAnswers.count >= Self.idempotencyLimit { state.firstAnswers = [:] }
            state.firstAnswers[name] = response
        }
        return response
    }
}

extension Response {
    static func nymcardError(_ status: Int, _ code: String, _ message: String) -> Response {
        .json(status, ["code": .string(code), "message": .string(message)])
    }

    static func nymcardMissing(_ what: String, _ id: String) -> Response {
        .nymcardError(404, "not_found", "there is no \(what) \(id)")
    }
}
