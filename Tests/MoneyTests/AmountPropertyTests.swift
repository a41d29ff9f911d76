import Money
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

    /// A decimal string of up to 28 digits, often short, often with zeros.
    mutating func decimal() -> String {
        let count = Int.random(in: 1...Int.random(in: 1...28, using: &self), using: &self)
        let scale = Int.random(in: 0..<count, using: &self)
        var text = Bool.random(using: &self) ? "-" : ""
        for place in 0..<count {
            if place > 0, place == count - scale { text += "." }
            text += String(Int.random(in: -6...9, using: &self).magnitude % 10)
        }
        return text
    }
}

@Suite struct AmountPropertyTests {
    @Test(arguments: 0..<10 as Range<UInt64>)
    func sumsAgreeWithDigitStrings(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<300 {
            let (one, other) = (generator.decimal(), generator.decimal())
            let expected = DigitString(one).adding(DigitString(other))
            let (left, right) = (try Amount(decimal: one), try Amount(decimal: other))
            let note: Comment = "seed \(seed): \(one) and \(other)"
            #expect(left.description == DigitString(one).adding(DigitString("0")).text, note)
            guard let sum = try? left.adding(right) else {
                // Only a sum whose digits exceed 128 bits may be refused.
                let digits = max(one.utf8.count, other.utf8.count) + 28
                #expect(digits > 38, note)
                continue
            }
            #expect(sum.description == expected.text, note)
            #expect(try right.adding(left) == sum, note)
            #expect(try sum.subtracting(right) == left, note)
            #expect(try sum.adding(try sum.negated()).isZero, note)
            #expect((left < right) == (try left.subtracting(right).isNegative), note)
            #expect((left == right) == (try left.subtracting(right).isZero), note)
            #expect(try Amount.sum([left, right]) == sum, note)
        }
    }

    /// Any notation of a number is read as the same number.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func notationsAgree(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<300 {
            let units = Int128.random(in: -(1 << 60)...(1 << 60), using: &generator)
            let scale = UInt8.random(in: 0...18, using: &generator)
            let amount = Amount(units: units, scale: scale)
            let note: Comment = "seed \(seed): \(units) at scale \(scale)"
            #expect(try Amount(decimal: amount.description) == amount, note)
            #expect(try Amount(decimal: amount.description).scale == scale, note)
            #expect(try Amount(jsonNumber: amount.description) == amount, note)
            #expect(try Amount(jsonNumber: "\(units)e-\(scale)") == amount, note)
            #expect(try Amount(jsonNumber: "\(units)000E-\(scale + 3)") == amount, note)
            #expect(try Amount(jsonNumber: "\(units).0e-\(scale)") == amount, note)
            let padded = try amount.rescaled(to: scale + 2)
            #expect(padded == amount && padded.hashValue == amount.hashValue, note)
        }
    }

    /// No text makes the readers crash, and what they read they write so that it reads the same.
    @Test(arguments: 0..<5 as Range<UInt64>)
    func anyTextIsReadOrRefused(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let alphabet = Array("0019.-+eE 5")
        for _ in 0..<3_000 {
            let count = Int.random(in: 0...50, using: &generator)
            let text = String(
                (0..<count).compactMap { _ in alphabet.randomElement(using: &generator) })
            for amount in [try? Amount(decimal: text), try? Amount(jsonNumber: text)] {
                guard let amount else { continue }
                #expect(try Amount(decimal: amount.description) == amount, "seed \(seed): \(text)")
                #expect(amount.units.magnitude < 1 << 96, "seed \(seed): \(text)")
            }
        }
    }
}
