import Money
import Testing

/// Money of every kind of currency against digits that are added by hand.
@Suite struct MonetaryAmountPropertyTests {
    /// Exponents 0, 2, 3 and 4, crypto assets of 8 and 18 digits, and one whose unit nobody knows.
    static let codes = ["JPY", "USD", "KWD", "CLF", "BTC", "ETH", "BRK.B"]

    /// A running sum over a hundred amounts, as an account's balance is one.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func sumsOfManyAmountsAreExact(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        for code in Self.codes {
            let currency = try Currency(code: code)
            var sum = MonetaryAmount.zero(currency)
            var expected = DigitString("0")
            for _ in 0..<100 {
                let text = generator.shortDecimal()
                sum = try sum.adding(try MonetaryAmount(decimal: text, currency: currency))
                expected = expected.adding(DigitString(text))
            }
            let scale = max(expected.scale, Int(sum.amount.scale))
            let shown = try sum.amount.rescaled(to: UInt8(scale)).description
            #expect(shown == expected.raised(to: scale).text, "seed \(seed), \(code)")
        }
    }

    /// The scale is the currency's, or what the digits ask for; the value is never rounded.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func noDigitIsLostAndNoneIsMadeUp(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<300 {
            let text = generator.shortDecimal()
            for code in Self.codes {
                let currency = try Currency(code: code)
                let money = try MonetaryAmount(decimal: text, currency: currency)
                let note: Comment = "seed \(seed): \(text) \(code)"
                let digits = DigitString(text)
                let scale = max(digits.scale, Int(money.amount.scale))
                let value = try money.amount.rescaled(to: UInt8(scale)).description
                #expect(value == digits.raised(to: scale).text, note)
                guard let exponent = currency.exponent else {
                    #expect(Int(money.amount.scale) == digits.scale, note)
                    continue
                }
                let needed = digits.digits.firstIndex { $0 != 0 }.map { digits.scale - $0 } ?? 0
                #expect(Int(money.amount.scale) == max(Int(exponent), needed), note)
            }
        }
    }

    /// What does not fit into 128 bits is refused, never wrapped.
    @Test func whatDoesNotFitIsRefused() throws {
        let large = Amount(units: Int128.max, scale: 0)
        let fine = Amount(units: 1, scale: 36)
        for (left, right) in [(large, large), (large, fine), (fine, large)] {
            var refused: MoneyError?
            do { _ = try left.adding(right) } catch { refused = error }
            #expect(refused == .overflow)
        }
    }
}

extension SeededGenerator {
    /// Up to 8 digits before the point and 12 after it: within bounds at any scale.
    fileprivate mutating func shortDecimal() -> String {
        let digits = Int.random(in: 1...8, using: &self)
        let whole = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &self)) }.joined()
        let places = Int.random(in: 0...12, using: &self)
        let fraction = (0..<places).map { _ in
            String(Int.random(in: -4...9, using: &self).magnitude % 10)
        }
        let sign = Bool.random(using: &self) ? "-" : ""
        return sign + whole + (places > 0 ? "." + fraction.joined() : "")
    }
}
