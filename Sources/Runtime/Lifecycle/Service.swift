/// A part of the process that runs from start to stop on threads of its own.
package protocol Service: Sendable {
    /// What the log calls it.
    var name: String { get }

    /// Starts it and returns when it is ready for work. What it had begun when it throws, it has
    /// ended again.
    func start() throws

    /// Ends it: takes no new work, finishes or refuses what was accepted within a deadline of its
    /// own, and returns when its threads have ended. Called once, after a successful `start()`.
    func stop()
}
