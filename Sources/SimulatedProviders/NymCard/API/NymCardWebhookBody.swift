import Delivery
import Events
import Providers

/// The body of a subscription, as it is created or replaced.
struct NymCardWebhookBody {
    /// All event types of the documentation.
    static let eventTypes: Set<String> = [
        "CARD_STATUS_CHANGE", "TRANSACTION", "KYC_RESULT", "USER_CREATED", "USER_STATUS_CHANGE",
        "USER_DOCUMENT_ALERT", "IDENTITY_VERIFICATION", "PIN_CHANGE", "EXPIRED_AUTH",
        "CHARGE_APPLIED", "ACCOUNT_STATUS_CHANGE", "CARD_PROVISIONING", "TOKEN_NOTIFICATION",
        "SUCCESSFULLY_CREATED", "CARD_DELIVERY_PARTNER_ASSIGNED",
        "CARD_DELIVERY_STATUS_CHANGED",
    ]

    /// What is wrong with a body.
    struct Problem: Error {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    let url: TargetURL
    let events: [String]
    /// Nil: the body has no `config`.
    let credential: EndpointCredential?

    init(_ json: JSONValue?) throws(Problem) {
        guard let json, json.kind == .object else { throw Problem("the body is no JSON object") }
        guard let text = json["endpoint"]?.string, let url = TargetURL(text) else {
            throw Problem("endpoint must be a URL")
        }
        self.url = url
        var events: [String] = []
        for element in json["events"].map({ Array($0.elements) }) ?? [] {
            guard let type = element.string, Self.eventTypes.contains(type) else {
                throw Problem("events holds what is no event type")
            }
            events.append(type)
        }
        guard !events.isEmpty else { throw Problem("events must name at least one event type") }
        self.events = events
        if let config = json["config"], !config.isNull {
            credential = try Self.credential(config)
        } else {
            credential = nil
        }
    }

    private static func credential(_ config: JSONValue) throws(Problem) -> EndpointCredential {
        guard config.kind == .object else { throw Problem("config must be an object") }
        let username = config["basic_auth_username"]?.string
        let password = config["basic_auth_password"]?.string
        guard (username == nil) == (password == nil) else {
            throw Problem("basic_auth_username and basic_auth_password go together")
        }
        var headers: [HeaderField] = []
        for element in config["custom_headers"].map({ Array($0.elements) }) ?? [] {
            guard let name = element["header_name"]?.string, isHeaderName(name),
                let value = element["header_value"]?.string, isHeaderValue(value)
            else { throw Problem("custom_headers needs header_name and header_value") }
            headers.append(HeaderField(name: name, value: value))
        }
        guard username != nil || !headers.isEmpty else { return .none }
        return .fixed(username: username, password: password ?? "", headers: headers)
    }

    private static func isHeaderName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static func isHeaderValue(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
