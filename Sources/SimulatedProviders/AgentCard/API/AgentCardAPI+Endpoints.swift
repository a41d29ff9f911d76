import Cryptography
import Delivery
import Events
import HTTPServer
import Programs
import ProviderAPI
import Synchronization

// The management of endpoints; snake case, unlike the cards.
extension AgentCardAPI {
    private struct Problem: Error {
        let text: String

        init(_ text: String) {
            self.text = text
        }
    }

    private static let missing = Response.agentcardError(404, "Webhook endpoint not found")

    func createEndpoint(_ request: APIRequest) -> Response {
        do {
            let json = try object(request)
            guard let url = try url(json), let events = try events(json) else {
                throw Problem("url and enabled_events are required")
            }
            let secret = try newSecret()
            let number = state.withLock { state in
                state.endpointCount += 1
                return state.endpointCount
            }
            let endpoint = WebhookEndpoint(
                id: "wh_sim_\(number)", url: url, events: events, credential: .secret(secret),
                description: try description(json) ?? nil, createdAt: options.now)
            channel.register(endpoint)
            return .json(201, endpoint.agentcardJSON(withSecret: true))
        } catch {
            return refusal(error)
        }
    }

    /// All of them, newest first, without secrets.
    func listEndpoints(_ request: APIRequest) -> Response {
        let endpoints = channel.endpoints.reversed().map { $0.agentcardJSON() }
        return .json(
            200, ["data": .array(endpoints), "total": .integer(Int64(endpoints.count))])
    }

    func readEndpoint(_ request: APIRequest) -> Response {
        channel.endpoint(request.parameters[0]).map { .json(200, $0.agentcardJSON()) }
            ?? Self.missing
    }

    /// Only what is given changes; `active` clears the count of failures.
    func changeEndpoint(_ request: APIRequest) -> Response {
        do {
            let json = try object(request)
            let url = try url(json)
            let events = try events(json)
            let description = try description(json)
            let isActive = try isActive(json)
            let now = options.now
            let changed = channel.change(request.parameters[0]) { endpoint in
                if let url { endpoint.url = url }
                if let events { endpoint.events = events }
                if let description { endpoint.description = description }
                switch isActive {
                case true?: endpoint.health.enable()
                case false?: endpoint.health.disable(at: now.microseconds)
                case nil: break
                }
                endpoint.updatedAt = now
            }
            return changed.map { .json(200, $0.agentcardJSON()) } ?? Self.missing
        } catch {
            return refusal(error)
        }
    }

    /// Assumed: the answer names what was deleted.
    func deleteEndpoint(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        guard channel.remove(id) else { return Self.missing }
        return .json(
            200, ["id": .string(id), "object": "webhook_endpoint", "deleted": true])
    }

    func revealSecret(_ request: APIRequest) -> Response {
        guard let endpoint = channel.endpoint(request.parameters[0]),
            case .secret(let secret) = endpoint.credential
        else { return Self.missing }
        return .json(200, ["secret": .string(secret)])
    }

    /// The old secret is invalid at once: the next attempt is signed with the new one.
    func rollSecret(_ request: APIRequest) -> Response {
        do {
            let secret = try newSecret()
            let now = options.now
            let changed = channel.change(request.parameters[0]) { endpoint in
                endpoint.credential = .secret(secret)
                endpoint.updatedAt = now
            }
            return changed.map { .json(200, $0.agentcardJSON(withSecret: true)) } ?? Self.missing
        } catch {
            return refusal(error)
        }
    }

    /// Assumed path and shape: what the provider's own tool lists of deliveries.
    func listDeliveries(_ request: APIRequest) -> Response {
        let id = request.parameters[0]
        guard channel.endpoint(id) != nil else { return Self.missing }
        guard let limit = request.query.map({ Int($0["limit"] ?? "20") ?? 0 }),
            (1...100).contains(limit)
        else { return .agentcardError(400, "limit must be between 1 and 100") }
        let deliveries = channel.deliveries(to: id, limit: limit).map(\.agentcardJSON)
        return .json(200, ["data": .array(deliveries)])
    }

    // MARK: Reading bodies

    private func object(_ request: APIRequest) throws(Problem) -> JSONValue {
        guard let json = request.json, json.kind == .object else {
            throw Problem("Request body must be a JSON object")
        }
        return json
    }

    private func url(_ json: JSONValue) throws(Problem) -> TargetURL? {
        guard let value = json["url"] else { return nil }
        guard let url = value.string.flatMap({ TargetURL($0) }), url.isSecure || url.isLocal else {
            throw Problem("url must use HTTPS (http://localhost is allowed)")
        }
        return url
    }

    private func events(_ json: JSONValue) throws(Problem) -> EventSubscription? {
        guard let value = json["enabled_events"] else { return nil }
        let patterns = value.elements.compactMap(\.string)
        guard value.kind == .array, !patterns.isEmpty,
            patterns.count == value.elements.reduce(0, { count, _ in count + 1 }),
            patterns.allSatisfy(EventSubscription.isPattern)
        else {
            throw Problem("enabled_events must be event names, prefixes such as card.*, or *")
        }
        return EventSubscription(patterns: patterns)
    }

    /// Nil: not given; nil within: taken away.
    private func description(_ json: JSONValue) throws(Problem) -> String?? {
        guard let value = json["description"] else { return nil }
        if value.isNull { return .some(nil) }
        guard let text = value.string, text.count <= 255 else {
            throw Problem("description must be at most 255 characters")
        }
        return .some(text)
    }

    private func isActive(_ json: JSONValue) throws(Problem) -> Bool? {
        guard let value = json["status"] else { return nil }
        switch value.string {
        case "active": return true
        case "disabled": return false
        default: throw Problem("status must be active or disabled")
        }
    }

    private func newSecret() throws -> String {
        "whsec_" + Hexadecimal.encode(try randomBytes(count: 24))
    }

    private func refusal(_ error: any Error) -> Response {
        if let problem = error as? Problem { return .agentcardError(400, problem.text) }
        return .agentcardError(500, "Internal server error")
    }
}

extension WebhookEndpoint {
    fileprivate func agentcardJSON(withSecret: Bool = false) -> JSONBody {
        func time(_ microseconds: Int64?) -> JSONBody {
            .optional(microseconds.map { Timestamp(microseconds: $0).isoMilliseconds })
        }
        var members: [(key: String, value: JSONBody)] = [
            ("id", .string(id)), ("object", "webhook_endpoint"),
            ("url", .string(url.description)),
            ("enabled_events", .array(events.patterns.map { .string($0) })),
            ("status", health.isActive ? "active" : "disabled"),
            ("description", .optional(description)), ("api_version", .null),
            ("consecutive_failures", .integer(health.consecutiveFailures)),
            ("last_success_at", time(health.lastSuccessAt)),
            ("disabled_at", time(health.disabledAt)),
            ("created_at", .string(createdAt.isoMilliseconds)),
            ("updated_at", .string(updatedAt.isoMilliseconds)),
        ]
        if withSecret, case .secret(let secret) = credential {
            members.append(("secret", .string(secret)))
        }
        return .object(members)
    }
}

extension DeliveryChannel.Logged {
    fileprivate var agentcardJSON: JSONBody {
        let isSuccess = status.map { (200..<300).contains($0) } == true
        return [
            "event_id": .string(notificationID), "event_type": .string(type),
            "status": isSuccess ? "success" : (isOver ? "failed" : "pending"),
            "attempts": .integer(Int64(attempts)),
            "response_code": status.map { .integer(Int64($0)) } ?? .null,
            "created_at": .string(at.isoMilliseconds),
        ]
    }
}
