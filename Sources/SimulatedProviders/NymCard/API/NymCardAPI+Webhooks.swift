import Delivery
import Events
import HTTPServer
import Programs
import ProviderAPI
import Providers
import Synchronization

// The management of subscriptions.
extension NymCardAPI {
    func createWebhook(_ request: APIRequest) -> Response {
        do throws(NymCardWebhookBody.Problem) {
            let body = try NymCardWebhookBody(request.json)
            let number = state.withLock { state in
                state.endpointCount += 1
                return state.endpointCount
            }
            let endpoint = WebhookEndpoint(
                id: "whk-sim-\(number)", url: body.url,
                events: EventSubscription(patterns: body.events),
                credential: body.credential ?? .none, createdAt: options.now)
            channel.register(endpoint)
            return .json(201, endpoint.nymcardJSON)
        } catch {
            return .nymcardError(400, "invalid_request", error.description)
        }
    }

    /// `limit` (1 to 100, default 50) and `after`, an id; newest first.
    func listWebhooks(_ request: APIRequest) -> Response {
        guard let page = NymCardPage(request.query) else { return .nymcardBadPage }
        return page.answer(channel.endpoints.reversed().map { ($0.id, $0.nymcardJSON) })
    }

    func readWebhook(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        return channel.endpoint(id).map { .json(200, $0.nymcardJSON) }
            ?? .nymcardMissing("webhook", id)
    }

    /// Assumed: without `config` the credentials stay.
    func updateWebhook(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        guard channel.endpoint(id) != nil else { return .nymcardMissing("webhook", id) }
        do throws(NymCardWebhookBody.Problem) {
            let body = try NymCardWebhookBody(request.json)
            let now = options.now
            let changed = channel.change(id) { endpoint in
                endpoint.url = body.url
                endpoint.events = EventSubscription(patterns: body.events)
                if let credential = body.credential { endpoint.credential = credential }
                endpoint.updatedAt = now
            }
            return changed.map { .json(200, $0.nymcardJSON) } ?? .nymcardMissing("webhook", id)
        } catch {
            return .nymcardError(400, "invalid_request", error.description)
        }
    }

    func deleteWebhook(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        return channel.remove(id) ? Response(status: 204) : .nymcardMissing("webhook", id)
    }

    /// `POST /v1/webhooks/{id}:ping`: answers once the endpoint has answered, or has not.
    var pingRoute: Route {
        Route(.post, "/v1/webhooks/{id}:ping") { [self] head, parameters in
            .accept { [self] request, responder in
                let whole = APIRequest(head: head, parameters: parameters, body: request.body)
                if let refusal = refusal(of: whole) {
                    responder.answer(refusal)
                    return
                }
                let id = parameters[0]
                guard channel.endpoint(id) != nil else {
                    responder.answer(.nymcardMissing("webhook", id))
                    return
                }
                channel.ping(id) { result in responder.answer(Self.answer(toPing: result)) }
            }
        }
    }

    /// Assumed: 200 whatever the endpoint did, and what it did in the body.
    private static func answer(toPing result: AttemptResult) -> Response {
        var status: JSONBody = .null
        if case .answered(let code, _) = result { status = .integer(Int64(code)) }
        return .json(
            200, ["success": .bool(result.isAcknowledged), "response_status": status])
    }

    /// Assumed: `notification_id` is one id or a list of them, in the JSON body or the query;
    /// without it, everything that expired is sent again.
    func sendExpired(_ request: APIRequest) -> Response {
        var ids: [String]?
        if let id = request.query?["notification_id"] { ids = [id] }
        if !request.body.isEmpty {
            guard let json = request.json, json.kind == .object else {
                return .nymcardError(400, "invalid_request", "the body is no JSON object")
            }
            if let named = json["notification_id"] {
                let list = named.kind == .array ? Array(named.elements) : [named]
                let texts = list.compactMap(\.string)
                guard texts.count == list.count, !texts.isEmpty else {
                    return .nymcardError(
                        400, "invalid_request", "notification_id must be an id or a list of ids")
                }
                ids = texts
            }
        }
        let found = channel.sendExpired(ids)
        if let ids, found.isEmpty {
            return .nymcardMissing("expired notification", ids.joined(separator: ", "))
        }
        return .json(
            200, ["notification_ids": .array(found.map { .string($0) })])
    }
}

extension WebhookEndpoint {
    /// The password and the headers' values are never told again.
    fileprivate var nymcardJSON: JSONBody {
        var config: [(key: String, value: JSONBody)] = []
        if case .fixed(let username, _, let headers) = credential {
            config.append(("basic_auth_username", .optional(username)))
            config.append(
                ("custom_headers", .array(headers.map { ["header_name": .string($0.name)] })))
        }
        config.append(("created", .string(createdAt.isoMilliseconds)))
        config.append(("modified", .string(updatedAt.isoMilliseconds)))
        return [
            "id": .string(id), "endpoint": .string(url.description),
            "events": .array(events.patterns.map { .string($0) }), "config": .object(config),
        ]
    }
}
