import Events
import Postgres

/// The load generator in a process of its own: it competes for the processors as clients do, not
/// for the locks and the memory of the service.
enum GeneratorProcess {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What the generator printed.
    struct Outcome {
        let acknowledged: Int
        let acknowledgedPerSecond: Int
        /// The members of its line, without the braces around them.
        let members: String
    }

    /// Runs this program again as `generate` and waits for it.
    static func run(_ options: GeneratorOptions) throws -> Outcome {
        let outcome = try Command("/proc/self/exe", ["generate"] + options.arguments).run()
        guard outcome.status.isSuccess,
            let line = outcome.output.split(separator: "\n").last(where: { $0.hasPrefix("{") })
        else {
            throw Failure(description: "the generator \(outcome.status): \(outcome.output)")
        }
        let report = try JSONDocument(parsing: Array(line.utf8)).root
        guard let acknowledged = report["acknowledged"]?.integer,
            let perSecond = report["acknowledged_per_second"]?.integer
        else { throw Failure(description: "the generator's line is not whole: \(line)") }
        return Outcome(
            acknowledged: Int(acknowledged), acknowledgedPerSecond: Int(perSecond),
            members: String(line.dropFirst().dropLast()))
    }
}
