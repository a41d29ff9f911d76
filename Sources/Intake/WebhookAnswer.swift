import EventLog
import HTTPServer

/// What a sender is told; one place for all answers of the contract.
enum WebhookAnswer {
    static let pong = Response.json(200, #"{"status":"pong"}"#)
    static let unknownSource = Response.json(404, #"{"error":"unknown source"}"#)
    /// The same for every cause, so that a stranger learns nothing.
    static let unauthorized = Response.json(401, #"{"error":"unauthorized"}"#)
    static let repeatedSignature = closing(
        .json(400, #"{"error":"a signature header is repeated"}"#))
    static let unavailable = Response.unavailable(retryAfterSeconds: 5)

    /// - Parameter word: What the outcome is called, as the metrics count it.
    static func of(_ outcome: AppendOutcome, word: String) -> Response {
        switch outcome {
        case .appended(let position), .duplicate(let position), .conflict(let position):
            .json(200, #"{"status":"\#(word)","position":\#(position)}"#)
        case .refused:
            // PostgreSQL refuses even the bare bytes; sending them again cannot change that, and
            // they are in no log: 422 says so without promising anything.
            .json(422, #"{"error":"the event holds a value that cannot be stored"}"#)
        case .unavailable: unavailable
        }
    }

    private static func closing(_ response: Response) -> Response {
        var response = response
        response.closesConnection = true
        return response
    }
}
