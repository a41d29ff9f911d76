/// How the engine sends.
package struct DeliveryOptions: Sendable {
    /// Open at once to one host and port: as many attempts can be under way.
    package var connections = 64
    /// Notifications a second, evenly; nil: when they are due.
    package var perSecond: Int64?
    /// Whether notifications wait for their time; else they go as fast as they are answered.
    package var keepsTimes = true
    /// Whether the engine goes on after its source is at its end, for pings and resends, until a
    /// stop is requested.
    package var staysOpen = false
    /// Deliveries that are neither acknowledged nor given up; while there are more, no further
    /// notification is begun.
    package var unfinishedLimit = 100_000
    /// Between two calls of `progress`.
    package var progressMilliseconds: Int64 = 1_000

    package init() {}
}
