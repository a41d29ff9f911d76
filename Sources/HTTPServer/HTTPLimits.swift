/// What one server takes from its clients at most.
///
/// Every value bounds memory or time.
package struct HTTPLimits: Hashable, Sendable {
    /// The most a body may hold; more is answered 413.
    package var bodyBytes = 1_048_576
    /// The most all bodies of unanswered requests hold together; more is answered 503.
    package var heldBodyBytes = 67_108_864
    /// Connections in all; more wait in the system's queue.
    package var connections = 4_096
    /// Connections from one address; more are closed.
    package var connectionsPerAddress = 1_024
    /// From the first byte (or the connection's opening) to the end of the head.
    package var headSeconds = 10.0
    /// From the end of the head to the end of the body.
    package var bodySeconds = 30.0
    /// What a body must bring per second, on average.
    package var bodyBytesPerSecond = 256
    /// How long a body may take before its average is judged.
    package var bodyGraceSeconds = 5.0
    /// Between requests, and for a client to take its answer.
    package var idleSeconds = 60.0
    /// How long a stop waits for requests in flight before it answers them 503.
    package var stopSeconds = 10.0
    /// What a client is told to wait after a 503.
    package var retryAfterSeconds = 5

    package init() {}
}
