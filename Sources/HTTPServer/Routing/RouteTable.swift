/// One path pattern with a method: `/hooks/{source}` matches `/hooks/uphold-live` with the
/// parameter `uphold-live`, and `/webhooks/{id}:ping` matches `/webhooks/7:ping` with `7`.
package struct Route: Sendable {
    fileprivate let method: HTTPMethod
    fileprivate let segments: [Segment]
    fileprivate let accept: @Sendable (RequestHead, [String]) -> Verdict

    fileprivate enum Segment: Sendable {
        case literal(String)
        /// Ends with the text that follows the `}`; mostly nothing.
        case parameter(suffix: String)
    }

    /// - Parameter accept: Given the head and the parameters in order; may still refuse, as an
    ///   unknown source is refused.
    package init(
        _ method: HTTPMethod, _ pattern: String,
        accept: @escaping @Sendable (RequestHead, [String]) -> Verdict
    ) {
        self.method = method
        segments = Self.split(pattern).map { segment in
            guard segment.hasPrefix("{"), let end = segment.firstIndex(of: "}") else {
                return .literal(String(segment))
            }
            return .parameter(suffix: String(segment[segment.index(after: end)...]))
        }
        self.accept = accept
    }

    fileprivate static func split(_ path: String) -> [Substring] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }

    /// The parameters when the path matches; a parameter is never empty.
    fileprivate func parameters(_ path: [Substring]) -> [String]? {
        guard path.count == segments.count else { return nil }
        var parameters: [String] = []
        for (segment, given) in zip(segments, path) {
            switch segment {
            case .literal(let literal): guard literal == given else { return nil }
            case .parameter(let suffix):
                guard given.hasSuffix(suffix), given.utf8.count > suffix.utf8.count else {
                    return nil
                }
                parameters.append(String(given.dropLast(suffix.count)))
            }
        }
        return parameters
    }
}

/// Routes in the order they are tried.
///
/// HEAD is handled where GET is; a known path with another method is answered 405 with `Allow`, an
/// unknown path 404.
package struct RouteTable: RequestRouter {
    private let routes: [Route]

    package init(_ routes: [Route]) {
        self.routes = routes
    }

    package func route(_ head: RequestHead) -> Verdict {
        let path = Route.split(head.path)
        let wanted = head.method == .head ? .get : head.method
        var allowed: [String] = []
        for route in routes {
            guard let parameters = route.parameters(path) else { continue }
            if route.method == wanted { return route.accept(head, parameters) }
            allowed.append(route.method.description)
            if route.method == .get { allowed.append("HEAD") }
        }
        guard !allowed.isEmpty else { return .refuse(.error(404, "not found")) }
        return .refuse(
            .json(
                405, #"{"error":"method not allowed"}"#,
                fields: ["Allow": allowed.joined(separator: ", ")]))
    }
}
