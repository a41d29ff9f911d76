import Events
import Testing

/// A small generator with a seed that is printed with a failure (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// No byte sequence makes the reader crash, and what it accepts can be read to the end.
@Suite struct JSONMutationTests {
    private static let seedText = Array(
        #"""
        {"id":"evt_1","n":-12.50e+3,"list":[1,{"a":[],"b":{}},"\u00e4\ud83d\ude00",true,false,null],
         "ä€😀":{"x":0,"\u0079":1},"s":"\"\\\/\b\f\n\r\t"}
        """#.utf8)

    private func visit(_ value: JSONValue) -> Int {
        let text = [value.string, value.numberText].compactMap { $0?.utf8.count }.reduce(0, +)
        let members = value.members.map { member in
            #expect(value[member.key]?.byteRange == member.value.byteRange)
            return visit(member.value)
        }
        return text + members.reduce(0, +) + value.elements.map(visit).reduce(0, +)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func mutatedDocuments(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        #expect(throws: Never.self) { try JSONDocument(parsing: Self.seedText) }
        var accepted = 0
        for _ in 0..<1_000 {
            var bytes = Self.seedText
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                mutate(&bytes, &generator)
            }
            guard let document = try? JSONDocument(parsing: bytes) else { continue }
            accepted += 1
            #expect(String(validating: bytes, as: UTF8.self) != nil, "seed \(seed)")
            #expect(visit(document.root) >= 0)
        }
        #expect(accepted > 0, "seed \(seed): every mutation was refused, the test shows nothing")
    }

    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        case 3: bytes.removeSubrange(place...)
        default:
            let end = min(bytes.count, place + 16)
            let target = Int.random(in: 0..<bytes.count, using: &generator)
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: target)
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func randomBytes(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let alphabet = Array("{}[]\",:\\u0dDe-.1tfn \n\u{e4}".utf8) + [0, 0xFF, 0xF0]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0..<40, using: &generator)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            if let document = try? JSONDocument(parsing: bytes) {
                #expect(visit(document.root) >= 0, "seed \(seed)")
            }
        }
    }
}
