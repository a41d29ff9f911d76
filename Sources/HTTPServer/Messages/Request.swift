/// What is known of a request before its body is read.
package struct RequestHead: Sendable {
    package let method: HTTPMethod
    /// As sent; only letters, digits and `. _ / -`, beginning with `/`; `:` where the server takes
    /// it.
    package let path: String
    /// What follows the `?`, as sent; nil without one.
    package let query: String?
    package let headers: HeaderFields
    /// The client's IP address, without its port.
    package let peerAddress: String

    package init(
        method: HTTPMethod, path: String, query: String? = nil,
        headers: HeaderFields = HeaderFields([:]), peerAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.peerAddress = peerAddress
    }
}

/// A whole request.
package struct Request: Sendable {
    package let head: RequestHead
    /// The body's bytes, untouched; empty when there was none.
    package let body: [UInt8]

    package init(head: RequestHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}
