import Projection

/// What `trueup-bench fold` and `trueup-bench reproject` measure.
struct FoldOptions: Sendable {
    /// Lengths of the log at which is measured, ascending.
    var events = [100_000]
    var seed = 1
    /// Threads that fold, as the service has them.
    var workers = 4
    /// Events in one batch at most; nil: as the product has it.
    var batchEvents: Int32?
    /// COPY of the same rows is measured up to so many events.
    var copyLimit = 1_000_000

    /// Of each provider.
    var population = Population()

    var limits: ProjectionLimits {
        var limits = ProjectionLimits()
        if let batchEvents { limits.batchEvents = batchEvents }
        return limits
    }

    init(_ arguments: Arguments) throws(UsageError) {
        var arguments = arguments
        let text = try arguments.text("--events", default: "100000")
        events = []
        for part in text.split(separator: ",") {
            guard let count = Int(part), (3...100_000_000).contains(count),
                count > events.last ?? 0
            else { throw UsageError("--events \(text): ascending numbers, commas between") }
            events.append(count)
        }
        seed = try arguments.integer("--seed", in: 0...1_000_000, default: seed)
        workers = try arguments.integer("--workers", in: 1...8, default: workers)
        copyLimit = try arguments.integer(
            "--copy-limit", in: 0...100_000_000, default: copyLimit)
        let batch = try arguments.integer("--batch", in: 0...1_000_000, default: 0)
        batchEvents = batch == 0 ? nil : Int32(batch)
        let cards = try arguments.integer("--cards", in: 0...10_000_000, default: 0)
        population.limit = cards == 0 ? nil : cards
        try arguments.finish()
    }
}
