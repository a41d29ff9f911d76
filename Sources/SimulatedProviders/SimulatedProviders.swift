package import Demonstration
package import Events
import Programs

/// The providers that can be simulated, in the order in which lists show them.
///
/// A new one is a folder with its value, and a line here.
package enum SimulatedProviders {
    package static let all: [SimulatedProvider] = [
        .nymcard,
        .uphold,
        .agentcard,
    ]

    package static let names = all.map(\.name)

    /// Nil where there is no simulation of it.
    package static func named(_ name: String) -> SimulatedProvider? {
        all.first { $0.name == name }
    }
}

extension DemoScenario {
    /// With a part of each provider.
    package init(seed: UInt64, startingAt now: Timestamp) {
        self.init(
            SimulatedProviders.all.map(\.demonstration), seed: seed, startingAt: now)
    }
}
