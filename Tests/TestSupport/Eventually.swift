import Glibc

/// Waits until the condition holds; throws when it does not within the deadline.
package func eventually(
    deadlineSeconds: Double = 20, _ what: String = "the condition",
    _ condition: () throws -> Bool
) throws {
    let deadline = ContinuousClock.now + .seconds(deadlineSeconds)
    while true {
        if try condition() { return }
        guard ContinuousClock.now < deadline else {
            throw TestFailure("\(what) did not come true within \(deadlineSeconds) s")
        }
        poll(nil, 0, 5)
    }
}

/// The same for asynchronous tests: gives the thread back between the tries.
package func eventually(
    deadlineSeconds: Double = 20, _ what: String = "the condition",
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + .seconds(deadlineSeconds)
    while true {
        if try await condition() { return }
        guard ContinuousClock.now < deadline else {
            throw TestFailure("\(what) did not come true within \(deadlineSeconds) s")
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
