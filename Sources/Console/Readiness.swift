import Synchronization

/// One thing that must hold for the service to be ready.
package struct ReadinessCheck: Hashable, Sendable {
    /// `database`, `schema`, `durability`, `lag`.
    package var name: String
    /// Nil when it holds; else one line that says what is wrong.
    package var problem: String?

    package init(name: String, problem: String?) {
        self.name = name
        self.problem = problem
    }
}

/// The latest state of every check: written by the monitor, read by the listener's thread.
package final class Readiness: Sendable {
    private let state = Mutex<[ReadinessCheck]>([
        ReadinessCheck(name: "database", problem: "not checked yet")
    ])

    package init() {}

    package var checks: [ReadinessCheck] { state.withLock { $0 } }

    package var isReady: Bool { checks.allSatisfy { $0.problem == nil } }

    package func set(_ checks: [ReadinessCheck]) {
        state.withLock { $0 = checks }
    }
}
