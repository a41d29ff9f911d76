/// The one way to answer a request: once, from any thread, at any time.
///
/// A responder that is dropped without an answer answers 500, so that no client waits for ever.
package final class Responder: Sendable {
    private let exchange: Exchange

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    /// Sends the answer.
    ///
    /// - Returns: False when there was an answer before (then this one is ignored and counted), or
    ///   when nobody waits any more: the server answered 503 while stopping, or is gone.
    @discardableResult
    package func answer(_ response: Response) -> Bool {
        exchange.accept(response, from: .handler)
    }

    deinit {
        exchange.accept(.error(500, "internal error"), from: .droppedResponder)
    }
}
