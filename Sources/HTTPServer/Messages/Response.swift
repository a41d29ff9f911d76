/// An answer.
///
/// The server adds `Date`, `Content-Length` and, where it closes, `Connection`.
package struct Response: Hashable, Sendable {
    /// One header field.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    package var status: Int
    package var fields: [Field]
    package var body: [UInt8]
    /// Whether the connection ends with this answer.
    package var closesConnection: Bool

    package init(
        status: Int, fields: KeyValuePairs<String, String> = [:], body: [UInt8] = [],
        closesConnection: Bool = false
    ) {
        self.status = status
        self.fields = fields.map { Field(name: $0.key, value: $0.value) }
        self.body = body
        self.closesConnection = closesConnection
    }

    /// A JSON answer.
    package static func json(
        _ status: Int, _ body: String, fields: KeyValuePairs<String, String> = [:]
    ) -> Response {
        var response = Response(status: status, fields: fields, body: Array(body.utf8))
        response.fields.append(Field(name: "Content-Type", value: "application/json"))
        return response
    }

    /// The answer to what the server cannot take now.
    package static func unavailable(retryAfterSeconds: Int) -> Response {
        json(
            503, #"{"error":"unavailable"}"#,
            fields: ["Retry-After": "\(retryAfterSeconds)"])
    }

    /// `{"error":"…"}`, for the errors that need no more words.
    static func error(_ status: Int, _ word: String, closing: Bool = false) -> Response {
        var response = json(status, "{\"error\":\"\(word)\"}")
        response.closesConnection = closing
        return response
    }
}
