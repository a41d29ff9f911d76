extension Currency {
    /// Digits after the point of the currency's minor unit; nil where it is not known, and for
    /// codes that have none (gold, the IMF's drawing right).
    package var exponent: UInt8? { Currency.exponents[code] }

    private static let exponents: [String: UInt8] = {
        var exponents: [String: UInt8] = [:]
        for (exponent, codes) in nationalCurrencies + assets {
            for code in codes.split(whereSeparator: \.isWhitespace) {
                exponents[String(code)] = exponent
            }
        }
        return exponents
    }()

    /// ISO 4217 list one, with the codes withdrawn since 2021 (the last line of two digits), which
    /// books still hold.
    private static let nationalCurrencies: [(UInt8, String)] = [
        (
            2,
            """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
            CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP
            GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
            LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
            NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
            SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST
            XAD XCD XCG YER ZAR ZMW ZWG
            ANG BGN CUC HRK SLL ZWL
            """
        ),
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ]

    /// Assets of wallets, by their customary unit.
    ///
    /// Left out on purpose are tokens of which a holder may own more than 2^96 of the smallest
    /// unit (SHIB, NEAR, XNO): they keep the scale that they come with.
    private static let assets: [(UInt8, String)] = [
        (4, "EOS"),
        (6, "ADA ALGO ATOM EURC IOTA PYUSD TRX USDC USDT XRP XTZ"),
        (7, "XLM"),
        (8, "APT BCH BSV BTC BTG DASH DCR DGB DOGE HBAR LTC WBTC XBT ZEC"),
        (9, "SOL SUI TON"),
        (10, "DOT"),
        (12, "XMR"),
        (18, "AAVE ARB AVAX BAT BNB COMP CRV DAI ETC ETH FIL GRT LINK MKR OP POL SNX UNI WETH"),
    ]
}
