import Money
import Testing

private let usDollar = Currency(uncheckedCode: "USD")
private let yen = Currency(uncheckedCode: "JPY")
private let ether = Currency(uncheckedCode: "ETH")
private let unknown = Currency(uncheckedCode: "BRK.B")

private func refusal<Value>(_ body: () throws -> Value) -> MoneyError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? MoneyError
    }
}

@Suite struct MonetaryAmountTests {
    @Test(arguments: [
        ("12.5", "USD", "12.50"), ("12.50", "USD", "12.50"), ("12.5000", "USD", "12.50"),
        ("12.505", "USD", "12.505"), ("12.5050", "USD", "12.505"), ("12", "USD", "12.00"),
        ("12.00", "JPY", "12"), ("12.5", "JPY", "12.5"), ("1", "KWD", "1.000"),
        ("1", "CLF", "1.0000"),
        ("0.5", "BTC", "0.50000000"), ("-1", "ETH", "-1.000000000000000000"),
        ("0.000", "USD", "0.00"),
        ("0", "USD", "0.00"), ("1.50", "BRK.B", "1.50"), ("1.500", "XAU", "1.500"),
    ])
    func hasOneShape(text: String, code: String, expected: String) throws {
        let currency = try Currency(code: code)
        let money = try MonetaryAmount(decimal: text, currency: currency)
        #expect(money.amount.description == expected)
        #expect(money.description == "\(expected) \(code)")
        #expect(MonetaryAmount(amount: try Amount(decimal: text), currency: currency) == money)
    }

    @Test func readsNumbersAndCents() throws {
        #expect(
            try MonetaryAmount(jsonNumber: "1.25e1", currency: usDollar).description == "12.50 USD")
        #expect(
            try MonetaryAmount(minorUnitsJSONNumber: "-1250", currency: usDollar).description
                == "-12.50 USD")
        #expect(
            try MonetaryAmount(minorUnitsJSONNumber: "1.5e2", currency: yen).description
                == "150 JPY")
        #expect(try MonetaryAmount(minorUnits: 5, currency: usDollar).description == "0.05 USD")
        #expect(
            refusal { try MonetaryAmount(minorUnitsJSONNumber: "12.5", currency: usDollar) }
                == .notAnInteger)
        #expect(
            refusal { try MonetaryAmount(minorUnits: 5, currency: unknown) } == .unknownMinorUnit)
    }

    @Test func inputIsBoundedAtTheCurrencysScale() throws {
        // 2^96 - 1 units of 10^-18, and one more.
        _ = try MonetaryAmount(decimal: "79228162514.264337593543950335", currency: ether)
        for text in [
            "79228162514.264337593543950336", "79228162515", "79228162514264337593543950335",
        ] {
            #expect(refusal { try MonetaryAmount(decimal: text, currency: ether) } == .tooLarge)
            #expect(refusal { try MonetaryAmount(jsonNumber: text, currency: ether) } == .tooLarge)
        }
        #expect(refusal { try MonetaryAmount(minorUnits: 1 << 96, currency: ether) } == .tooLarge)
    }

    /// A value that the currency's scale carries beyond 128 bits keeps its value and one shape.
    @Test func shapesWhatIsBeyondReach() {
        let huge = Amount(units: 1_000_000_000_000_000_000_000_000_000_000_000_000, scale: 2)
        let money = MonetaryAmount(amount: huge, currency: ether)
        #expect(money.amount == huge)
        let same = MonetaryAmount(
            amount: Amount(units: huge.units / 100, scale: 0), currency: ether)
        #expect(money.amount.units == same.amount.units && money.amount.scale == same.amount.scale)
    }

    @Test func currenciesDoNotMix() throws {
        let (dollars, yens) = (
            try MonetaryAmount(minorUnits: 1, currency: usDollar),
            try MonetaryAmount(minorUnits: 1, currency: yen)
        )
        #expect(refusal { try dollars.adding(yens) } == .currencyMismatch)
        #expect(refusal { try dollars.subtracting(yens) } == .currencyMismatch)
        #expect(try dollars.adding(dollars).description == "0.02 USD")
        #expect(try dollars.subtracting(dollars) == .zero(usDollar))
        #expect(try dollars.negated().isNegative)
        #expect(try dollars.negated().magnitude == dollars)
        #expect(dollars != yens)
    }

    @Test(
        arguments: [
            ("USD", 2), ("AED", 2), ("JPY", 0), ("ISK", 0), ("UGX", 0), ("KWD", 3), ("TND", 3),
            ("CLF", 4), ("UYW", 4), ("XCG", 2), ("BTC", 8), ("ETH", 18), ("USDC", 6), ("XAU", nil),
            ("XXX", nil), ("usd", nil), ("BRK.B", nil), ("SHIB", nil),
        ] as [(String, UInt8?)])
    func knowsMinorUnits(code: String, exponent: UInt8?) throws {
        #expect(try Currency(code: code).exponent == exponent)
    }

    /// ISO 4217, list one, as it stands in 2026: every code with its exponent.
    @Test func knowsEveryCodeOfTheList() throws {
        let exponents: [UInt8: String] = [
            0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
            2: """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
            CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
            GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
            LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
            NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
            SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
            XAD XCD XCG YER ZAR ZMW ZWG
            """, 3: "BHD IQD JOD KWD LYD OMR TND", 4: "CLF UYW",
        ]
        var count = 0
        for (exponent, codes) in exponents {
            for code in codes.split(whereSeparator: \.isWhitespace) {
                #expect(try Currency(code: String(code)).exponent == exponent, "\(code)")
                count += 1
            }
        }
        #expect(count == 165)
        for code in "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split(separator: " ") {
            #expect(try Currency(code: String(code)).exponent == nil, "\(code)")
        }
    }

    @Test(arguments: [
        "", " ", "US D", "USD ", "ÜSD", "USD\0", "US/D", String(repeating: "A", count: 33),
    ])
    func refusesCodes(code: String) {
        #expect(refusal { try Currency(code: code) } == .invalidCurrencyCode)
    }

    @Test(arguments: ["A", "usd", "BRK.B", "a-b_c.9", String(repeating: "A", count: 32)])
    func takesCodes(code: String) throws {
        #expect(try Currency(code: code).code == code)
    }
}
