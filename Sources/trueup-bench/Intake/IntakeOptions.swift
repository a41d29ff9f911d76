/// What `trueup-bench intake` measures.
struct IntakeOptions: Sendable {
    var requests = 200_000
    var connections = 256
    /// No new request is sent after so long.
    var seconds = 60

    init(_ arguments: Arguments) throws(UsageError) {
        var arguments = arguments
        requests = try arguments.integer("--requests", in: 1...5_000_000, default: requests)
        connections = try arguments.integer("--connections", in: 1...10_000, default: connections)
        seconds = try arguments.integer("--seconds", in: 1...3_600, default: seconds)
        try arguments.finish()
    }
}
