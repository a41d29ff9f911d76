package import Events
package import HTTPServer
package import Programs

/// A request to a provider's API, with the parameters of its path.
package struct APIRequest: Sendable {
    package let head: RequestHead
    package let parameters: [String]
    package let body: [UInt8]

    package init(head: RequestHead, parameters: [String], body: [UInt8]) {
        self.head = head
        self.parameters = parameters
        self.body = body
    }

    /// The body as JSON; nil where it is none.
    package var json: JSONValue? {
        (try? JSONDocument(parsing: body))?.root
    }

    /// The query's items; nil where an escape in it is broken.
    package var query: QueryItems? { QueryItems(head.query) }

    /// The form of a body such as `grant_type=client_credentials`; nil where it is none.
    package var form: QueryItems? { QueryItems(String(decoding: body, as: UTF8.self)) }

    /// What follows `Bearer ` in the one `Authorization` header.
    package var bearerToken: String? {
        guard let value = head.headers.text("authorization"), value.hasPrefix("Bearer ") else {
            return nil
        }
        return String(value.dropFirst(7))
    }
}

extension Route {
    /// A route whose whole requests are answered at once.
    package static func answering(
        _ method: HTTPMethod, _ pattern: String,
        _ answer: @escaping @Sendable (APIRequest) -> Response
    ) -> Route {
        Route(method, pattern) { head, parameters in
            .accept { request, responder in
                responder.answer(
                    answer(APIRequest(head: head, parameters: parameters, body: request.body)))
            }
        }
    }
}

extension Response {
    /// A JSON answer with members in the order given.
    package static func json(_ status: Int, _ body: JSONBody) -> Response {
        json(status, String(decoding: body.bytes, as: UTF8.self))
    }

    package func with(_ name: String, _ value: String) -> Response {
        var response = self
        // Header fields are made from pairs alone.
        response.fields += Response(status: status, fields: [name: value]).fields
        return response
    }
}

extension JSONBody {
    /// Null where there is nothing.
    package static func optional(_ value: String?) -> JSONBody {
        value.map { .string($0) } ?? .null
    }
}
