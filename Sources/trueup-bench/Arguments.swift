import Glibc

let usage = """
    usage: trueup-bench intake [OPTION…]
           trueup-bench generate --port PORT --source NAME [OPTION…]
           trueup-bench fold|reproject [OPTION…]
           trueup-bench send [OPTION…]

    Build in release mode: `swift build -c release --product trueup-bench`.

    intake: starts a private PostgreSQL with fsync on and the intake in this process, runs
    `generate` against it in another, then copies the same rows in bulk into an identical table,
    and prints one line of JSON: that of `generate`, copy_rows, copy_rows_per_second, and ratio
    (acknowledged per second as a part of the copied rows per second).

      --requests N, --connections N, --seconds S   as below

    generate: sends signed AgentCard webhooks to a running intake over many connections at once,
    the next request of a connection after the answer to the last, and prints what came back as
    one line of JSON. All requests are built and signed before the clock starts.

      --port PORT         of the intake
      --host ADDRESS      of the intake (default 127.0.0.1)
      --source NAME       in the path /hooks/NAME
      --secret TEXT       the source's secret (default whsec_bench)
      --requests N        requests in all (default 200000)
      --connections N     kept open and busy (default 256)
      --seconds S         no new requests after so long (default 60)
      --grace S           how long to wait for the last answers (default 10)

    fold, reproject: fill a log with events of the three providers in equal parts (the same seed
    gives the same events) on a private PostgreSQL with fsync on, then fold it with the service's
    workers, or rebuild its books; one line of JSON for each length.

      --events N,N,…      lengths of the log (default 100000)
      --seed N            of the generated events (default 1)
      --workers N         threads that fold, or sources rebuilt at once (default 4)
      --batch N           events in one batch at most (default: the product's)
      --cards N           of each provider at most (default: they grow with the log)
      --copy-limit N      measure COPY of the same rows up to so many events (default 1000000)

    Their line: events_per_second; processor time of this process and of all server processes, and
    wall time, in microseconds an event; peak_mib (resident memory of this process); what one SELECT
    of all bodies costs in microseconds an event; rows by table, and how many of them a second
    COPY BINARY stores in tables of the same shape with and without indexes; ratio
    (events_per_second as a part of copy_events_per_second).

    send: the simulator's program, signatures and delivery engine on one thread, against a server
    in this process that answers 200 at once; prints one line of JSON: webhooks, acknowledged,
    per_second, sender_cpu_us_each, per_core_second (webhooks by a second of the sender's CPU).

      --provider NAME     nymcard, uphold or agentcard (the default)
      --webhooks N        in all (default 100000)
      --connections N     open at once (default 64)

    The line of generate: requests (sent), acknowledged (2xx), acknowledged_per_second, p50_ms,
    p99_ms, max_ms, errors (other answers and broken connections), unanswered, connections, seconds,
    statuses.
    """

/// Wrong usage of the command line.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// `--name value` pairs.
struct Arguments {
    private var values: [String: String] = [:]

    init(_ arguments: some Sequence<String>) throws(UsageError) {
        var rest = arguments.makeIterator()
        while let name = rest.next() {
            guard name.hasPrefix("--") else { throw UsageError("`\(name)` is no option") }
            guard let value = rest.next() else { throw UsageError("\(name) needs a value") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw UsageError("\(name) is given twice")
            }
        }
    }

    /// Takes an option out; the default where it is not given.
    mutating func text(_ name: String, default fallback: String? = nil) throws(UsageError) -> String
    {
        if let value = values.removeValue(forKey: name) ?? fallback { return value }
        throw UsageError("\(name) is missing")
    }

    mutating func integer(
        _ name: String, in range: ClosedRange<Int>, default fallback: Int? = nil
    ) throws(UsageError) -> Int {
        let text = try text(name, default: fallback.map { String($0) })
        guard let value = Int(text), range.contains(value) else {
            throw UsageError(
                "\(name) \(text) is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// Refuses what nobody took.
    func finish() throws(UsageError) {
        if let name = values.keys.min() { throw UsageError("no option \(name)") }
    }
}

/// Writes one line to standard error.
func standardError(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    // The array outlives the call.
    _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
}
