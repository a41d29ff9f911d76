import Money
import Testing

private func refusal(_ body: () throws -> Amount) -> MoneyError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? MoneyError
    }
}

@Suite struct AmountTests {
    @Test(
        arguments: [
            ("0", 0, 0), ("-0", 0, 0), ("-0.00", 0, 2), ("12.50", 1250, 2), ("-12.5", -125, 1),
            ("007.10", 710, 2), ("0.000000000000000001", 1, 18),
            ("79228162514264337593543950335", (1 << 96) - 1, 0),
            ("-79228162514264337593543950335", -(1 << 96) + 1, 0),
            ("0.000000000000000000000000000000000001", 1, 36),
            // Zeros beyond what can be kept do not decide whether an amount is readable.
            (
                "1.00000000000000000000000000000000000000000000",
                10_000_000_000_000_000_000_000_000_000, 28
            ),
            ("1000000000.00000000000000000000000000", 10_000_000_000_000_000_000_000_000_000, 19),
        ] as [(String, Int128, UInt8)])
    func readsDecimals(text: String, units: Int128, scale: UInt8) throws {
        let amount = try Amount(decimal: text)
        #expect(amount.units == units)
        #expect(amount.scale == scale)
    }

    @Test(arguments: [
        "", "-", ".", "1.", ".5", "+1", "1e3", "1,000.00", "1 000", " 1", "1 ", "1.2.3", "--1",
        "0x10", "NaN", "١", "1_000", "1-", "1\0",
    ])
    func refusesWhatIsNoDecimal(text: String) {
        #expect(refusal { try Amount(decimal: text) } == .notADecimal)
    }

    @Test(arguments: [
        ("79228162514264337593543950336", MoneyError.tooLarge),
        ("-79228162514264337593543950336", .tooLarge),
        ("79228162514264337593543950335.1", .tooLarge),
        (String(repeating: "9", count: 10_000), .tooLarge),
        ("1" + String(repeating: "0", count: 10_000), .tooLarge),
        ("0." + String(repeating: "0", count: 36) + "1", .tooManyFractionDigits),
    ])
    func boundsDecimals(text: String, expected: MoneyError) {
        #expect(refusal { try Amount(decimal: text) } == expected)
        #expect(refusal { try Amount(jsonNumber: text) } == expected)
    }

    @Test(
        arguments: [
            ("12.5", 125, 1), ("1.25e1", 125, 1), ("1.25e2", 125, 0), ("1.25E+3", 1250, 0),
            ("125e-2", 125, 2), ("1e-36", 1, 36), ("100e-1", 100, 1), ("0e400000", 0, 0),
            ("0e-400000", 0, 36), ("1e28", 10_000_000_000_000_000_000_000_000_000, 0),
            ("-5e0", -5, 0),
            ("1000e-38", 1, 35),
        ] as [(String, Int128, UInt8)])
    func readsJSONNumbers(text: String, units: Int128, scale: UInt8) throws {
        let amount = try Amount(jsonNumber: text)
        #expect(amount == Amount(units: units, scale: scale))
        #expect(amount.scale <= 36)
    }

    @Test(arguments: [
        ("1e400000", MoneyError.tooLarge), ("1e29", .tooLarge),
        ("-1e99999999999999999999", .tooLarge),
        ("1e-400000", .tooManyFractionDigits), ("1e-37", .tooManyFractionDigits),
        ("01", .notADecimal), ("1e", .notADecimal), ("1e+", .notADecimal), ("e1", .notADecimal),
        ("1e1.5", .notADecimal), ("+1", .notADecimal), ("\"1\"", .notADecimal),
    ])
    func refusesJSONNumbers(text: String, expected: MoneyError) {
        #expect(refusal { try Amount(jsonNumber: text) } == expected)
    }

    @Test func minorUnitsAreBounded() throws {
        #expect(try Amount(minorUnits: -1250, scale: 2).description == "-12.50")
        #expect(refusal { try Amount(minorUnits: 1 << 96, scale: 2) } == .tooLarge)
        #expect(refusal { try Amount(minorUnits: .min, scale: 2) } == .tooLarge)
        #expect(refusal { try Amount(minorUnits: 1, scale: 37) } == .tooManyFractionDigits)
    }

    @Test func equalityAndOrderAreByValue() {
        #expect(Amount(units: 125, scale: 1) == Amount(units: 1250, scale: 2))
        #expect(Amount(units: 125, scale: 1).hashValue == Amount(units: 1250, scale: 2).hashValue)
        #expect(Set([Amount(units: 0, scale: 0), Amount(units: 0, scale: 30)]).count == 1)
        #expect(Amount(units: 125, scale: 1) != Amount(units: 125, scale: 2))
        #expect(Amount(units: -1, scale: 0) < Amount(units: 1, scale: 36))
        #expect(Amount(units: .max, scale: 0) > Amount(units: .max, scale: 1))
        #expect(Amount(units: .min, scale: 0) < Amount(units: .min, scale: 36))
        #expect(Amount(units: 1, scale: 0) > Amount(units: .max, scale: 255))
        #expect(!(Amount(units: 0, scale: 200) < Amount.zero))
    }

    @Test func arithmeticIsCheckedAtItsEdges() throws {
        let greatest = Amount(units: .max, scale: 0)
        #expect(refusal { try greatest.adding(Amount(units: 1, scale: 0)) } == .overflow)
        #expect(refusal { try greatest.adding(Amount(units: 0, scale: 1)) } == .overflow)
        #expect(refusal { try Amount(units: .min, scale: 0).negated() } == .overflow)
        #expect(refusal { try Amount(units: .min, scale: 0).magnitude } == .overflow)
        #expect(refusal { try greatest.rescaled(to: 1) } == .overflow)
        #expect(refusal { try Amount.zero.rescaled(to: 37) } == .tooManyFractionDigits)
        #expect(
            refusal { try Amount(units: 125, scale: 2).rescaled(to: 1) } == .tooManyFractionDigits)
        #expect(try Amount(units: 120, scale: 2).rescaled(to: 1).units == 12)
        #expect(try Amount(units: 0, scale: 30).rescaled(to: 2).scale == 2)
        #expect(try Amount(units: -3, scale: 1).magnitude.units == 3)
        #expect(try Amount.sum([]) == .zero)
    }

    @Test(
        arguments: [
            (0, 0, "0"), (0, 2, "0.00"), (-5, 2, "-0.05"), (5, 0, "5"), (-1250, 2, "-12.50"),
            (.max, 0, "170141183460469231731687303715884105727"),
            (.min, 36, "-170.141183460469231731687303715884105728"),
        ] as [(Int128, UInt8, String)])
    func writesAllDigits(units: Int128, scale: UInt8, text: String) {
        #expect(Amount(units: units, scale: scale).description == text)
    }
}
