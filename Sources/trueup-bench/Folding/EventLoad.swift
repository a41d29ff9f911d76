import Events
import Programs
import Providers

/// The deliveries of one provider's busy program: lawful life cycles, and balances that agree.
///
/// The same provider and seed give the same bodies but for their times, which end at the present.
protocol EventLoad: Sendable {
    /// One thing that happens at `time`: the bodies that tell of it, in order.
    mutating func next(at time: Timestamp) -> [JSONBody]
}

/// How many cards or accounts a program has: ever more, or up to a bound.
struct Population: Sendable {
    /// Nil: their number grows with the log.
    var limit: Int?

    /// Whether another one comes, as one happening in so many.
    func grows(from count: Int, oneIn share: Int, _ random: inout SeededRandom) -> Bool {
        guard count < limit ?? .max else { return false }
        return count < 500 || random.below(share) == 0
    }
}

/// Bodies of one provider, second after second.
struct EventStreamOfLoad: Sendable {
    let provider: Provider
    private var load: any EventLoad
    private var random: SeededRandom
    private var time: Timestamp
    /// Bodies of the last happening that did not fit into the last piece.
    private var rest: [[UInt8]] = []
    /// A notification that is overtaken by the one after it.
    private var delayed: [UInt8]?

    /// Time between two happenings; a card or account thus sees one every few minutes.
    private static let microsecondsBetween: Int64 = 1_000_000

    init(
        _ provider: Provider, seed: UInt64, from start: Timestamp, population: Population
    ) {
        self.provider = provider
        let random = SeededRandom(seed: seed)
        self.random = random
        time = start
        load =
            switch provider {
            case .nymcard: NymCardLoad(random: random, population: population)
            case .uphold: UpholdLoad(random: random, population: population)
            default: AgentCardLoad(random: random, population: population)
            }
    }

    /// The next bodies, exactly `count`.
    mutating func bodies(_ count: Int) -> [[UInt8]] {
        var bodies = rest
        bodies.reserveCapacity(count + 8)
        while bodies.count < count {
            time = Timestamp(microseconds: time.microseconds + Self.microsecondsBetween)
            for body in load.next(at: time) { deliver(body.bytes, to: &bodies) }
        }
        rest = Array(bodies[count...])
        return Array(bodies[..<count])
    }

    /// One delivery in two hundred comes after the next.
    private mutating func deliver(_ body: [UInt8], to bodies: inout [[UInt8]]) {
        if let late = delayed {
            bodies += [body, late]
            delayed = nil
        } else if random.below(200) == 0 {
            delayed = body
        } else {
            bodies.append(body)
        }
    }
}

extension SeededRandom {
    /// A number below `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// A number in the text form of a UUID: random where the database sorts by it.
    mutating func identifier() -> String {
        let digits = Self.digits(next()) + Self.digits(next())
        var text = ""
        text.reserveCapacity(36)
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func digits(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

/// Which of the cards and accounts something happens to: nine times in ten one of the newest
/// thousand, else any.
func busyIndex(of count: Int, _ random: inout SeededRandom) -> Int {
    let recent = min(count, 1_000)
    if random.below(10) == 0 { return random.below(count) }
    return count - 1 - random.below(recent)
}
