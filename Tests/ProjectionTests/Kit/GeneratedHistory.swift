import Events
import Programs
import Providers

/// Bodies of one provider as a busy, careless program would send them: lawful courses and orphans,
/// partial amounts, lost times, what nobody can read.
struct GeneratedHistory {
    private(set) var bodies: [[UInt8]] = []
    var random: SeededRandom
    /// Milliseconds since the start of 2026.
    private var clock: Int64 = 0

    /// The same arguments give the same bytes.
    static func bodies(_ provider: Provider, count: Int, seed: UInt64) -> [[UInt8]] {
        var history = GeneratedHistory(random: SeededRandom(seed: seed))
        switch provider {
        case .nymcard: history.generateNymCard(count)
        case .agentcard: history.generateAgentCard(count)
        case .uphold: history.generateUphold(count)
        default: break
        }
        return history.bodies
    }

    init(random: SeededRandom) {
        self.random = random
    }

    mutating func add(_ body: JSONBody) { bodies.append(body.bytes) }

    /// A number below `bound`.
    mutating func number(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    mutating func chance(_ percent: Int) -> Bool { number(100) < percent }

    /// Usually a little later than the last, at times earlier or the same.
    mutating func time() -> Timestamp {
        if !chance(10) { clock += Int64(number(60_000)) }
        let jitter = chance(15) ? Int64(number(900_000)) : 0
        return Timestamp(
            microseconds: 1_767_225_600_000_000 + (clock - jitter + 900_000) * 1_000)
    }

    /// Takes a random element out of an array.
    mutating func take<Element>(_ elements: inout [Element]) -> Element? {
        guard !elements.isEmpty else { return nil }
        return elements.remove(at: number(elements.count))
    }

    /// What no version understands, and what nobody can read.
    mutating func addOddity(_ number: Int) {
        switch number % 3 {
        case 0: bodies.append(Array("{\"event\":\"NEWS_\(number)\",\"type\":\"new.type\"".utf8))
        case 1: bodies.append(Array("[\(number)]".utf8))
        default: bodies.append(Array("{\"event\":5,\"n\":\(number)}".utf8))
        }
    }
}
