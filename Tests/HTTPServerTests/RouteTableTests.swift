import HTTPServer
import Testing

@Suite("Routes")
struct RouteTableTests {
    /// Says which route took a path, and with which parameters.
    private static let table = RouteTable(
        [
            (.get, "/webhooks"), (.post, "/webhooks:sendexpired"),
            (.post, "/webhooks/sendexpired"), (.post, "/webhooks/{id}:ping"),
            (.get, "/webhooks/{id}"), (.patch, "/webhooks/{id}"),
            (.get, "/cards/{id}/transactions/{other}"),
        ].map { (method: HTTPMethod, pattern: String) in
            Route(method, pattern) { _, parameters in
                .refuse(
                    Response(
                        status: 200,
                        body: Array("\(pattern) \(parameters.joined(separator: " "))".utf8)))
            }
        })

    @Test(
        "A path finds its route, verbs after a colon included",
        arguments: [
            (.get, "/webhooks", "/webhooks "),
            (.post, "/webhooks:sendexpired", "/webhooks:sendexpired "),
            (.post, "/webhooks/sendexpired", "/webhooks/sendexpired "),
            (.post, "/webhooks/7:ping", "/webhooks/{id}:ping 7"),
            (.post, "/webhooks/7:8:ping", "/webhooks/{id}:ping 7:8"),
            (.get, "/webhooks/7", "/webhooks/{id} 7"),
            (.patch, "/webhooks/7", "/webhooks/{id} 7"),
            (.get, "/cards/1/transactions/2", "/cards/{id}/transactions/{other} 1 2"),
        ] as [(HTTPMethod, String, String)])
    func finds(method: HTTPMethod, path: String, text: String) {
        #expect(answer(method, path)?.body == Array(text.utf8))
    }

    @Test(
        "A known path with another method is 405, an unknown one 404",
        arguments: [
            (.post, "/webhooks/:ping", 405), (.post, "/webhooks/7:pong", 405),
            (.put, "/webhooks/7", 405), (.delete, "/webhooks/7:ping", 405),
            (.get, "/webhooks/7/8", 404), (.get, "/webhooks/", 404), (.post, "/hooks", 404),
        ] as [(HTTPMethod, String, Int)])
    func refuses(method: HTTPMethod, path: String, status: Int) {
        #expect(answer(method, path)?.status == status)
    }

    private func answer(_ method: HTTPMethod, _ path: String) -> Response? {
        guard case .refuse(let response) = Self.table.route(RequestHead(method: method, path: path))
        else { return nil }
        return response
    }

    @Test("A colon in a path is malformed unless the server takes it")
    func takesColonsOnDemand() throws {
        let plain = try TestServer()
        defer { plain.stop() }
        let refusing = try plain.client()
        refusing.send("GET /echo:x HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(refusing.answer()?.status == 400)
        let taking = try TestServer(pathAlphabet: .withColons)
        defer { taking.stop() }
        let client = try taking.client()
        client.send("GET /echo:x HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.answer()?.status == 404)
        client.send("GET /echo%3Ax HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.answer()?.status == 400)
    }
}
