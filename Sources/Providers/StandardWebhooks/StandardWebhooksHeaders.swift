/// The names of the three headers of Standard Webhooks.
struct StandardWebhooksHeaders: Hashable, Sendable {
    var id: String
    var timestamp: String
    var signature: String

    static let standard = StandardWebhooksHeaders(
        id: "webhook-id", timestamp: "webhook-timestamp", signature: "webhook-signature")
    /// The same values under the names that some senders kept from before the specification.
    static let svix = StandardWebhooksHeaders(
        id: "svix-id", timestamp: "svix-timestamp", signature: "svix-signature")

    struct Fields: Hashable {
        var id: String
        var timestamp: String
        var signature: String
    }

    enum Reading {
        case incomplete
        case repeated
        case complete(Fields)
    }

    /// The first set of names of which any header is there; sets are never mixed.
    static func read(_ request: WebhookRequest, _ sets: [StandardWebhooksHeaders]) -> Reading {
        for names in sets {
            let readings = [names.id, names.timestamp, names.signature].map(request.header)
            var values: [String] = []
            for reading in readings {
                switch reading {
                case .repeated: return .repeated
                case .once(let value): values.append(value)
                case .missing: break
                }
            }
            if values.count == 3 {
                return .complete(
                    Fields(id: values[0], timestamp: values[1], signature: values[2]))
            }
            if !values.isEmpty { return .incomplete }
        }
        return .incomplete
    }
}
