/// Takes a whole request, on the server's thread, and answers through the responder: now, or later
/// from any thread.
///
/// It must not block: while it runs, no other request moves.
package typealias RequestHandler = @Sendable (Request, Responder) -> Void

/// What becomes of a request, decided on its head alone.
package enum Verdict: Sendable {
    /// The body is read and all of it handed over.
    case accept(RequestHandler)
    /// This is the answer; a body is not stored.
    case refuse(Response)
}

/// Decides on each request, on the server's thread; must not block.
package protocol RequestRouter: Sendable {
    func route(_ head: RequestHead) -> Verdict
}
