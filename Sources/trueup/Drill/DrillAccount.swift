import Delivery
import Faults
import SimulatedProviders

/// One source as a drill knows it: whom its deliveries seem to come from, and how the service
/// judges them.
struct DrillAccount {
    let name: String
    let provider: SimulatedProvider
    var isLive = true
    let credential: EndpointCredential
    /// The provider's API is configured.
    var hasAPI = false
    /// As configured; nil: the provider's, scaled to the program's clock.
    var thresholds: DrillThresholds?
    /// How old a signature may be.
    var toleranceSeconds: Int64 = 300
}

/// Faults that are made together, in sources of their own.
struct DrillCase: Sendable {
    /// Nil: the only case.
    let label: String?
    let faults: [FaultKind]
}
