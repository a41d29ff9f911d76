import Money
import Postgres
import TestSupport
import Testing

@Suite struct NumericTests {
    let connection: Connection

    init() throws {
        connection = try Connection(TestCluster.fast().settings())
    }

    static let cases: [(units: Int128, scale: UInt8, printed: String)] = [
        (0, 0, "0"), (0, 2, "0.00"), (1, 0, "1"), (-1, 0, "-1"), (1250, 2, "12.50"),
        (-1250, 2, "-12.50"), (1, 2, "0.01"), (1, 4, "0.0001"), (1, 5, "0.00001"),
        (12_345_678, 4, "1234.5678"), (10_000, 0, "10000"), (100_000_000, 0, "100000000"),
        (100_000_000, 4, "10000.0000"), (100_000_001, 8, "1.00000001"),
        (1, 18, "0.000000000000000001"),
        (123, 1, "12.3"), (9_999, 3, "9.999"), (-99_999_999, 6, "-99.999999"),
        (.max, 0, "170141183460469231731687303715884105727"),
        (.min, 0, "-170141183460469231731687303715884105728"),
        (.max, 2, "1701411834604692317316873037158841057.27"),
        (.min, 1, "-17014118346046923173168730371588410572.8"),
        (.max, 38, "1.70141183460469231731687303715884105727"),
        (.max, 39, "0.170141183460469231731687303715884105727"),
        (1, 255, "0." + String(repeating: "0", count: 254) + "1"),
    ]

    @Test(arguments: cases)
    func bothWays(_ units: Int128, _ scale: UInt8, _ printed: String) throws {
        let row = try connection.query(
            "SELECT $1, $1::text, $2::text::numeric",
            [.amount(Amount(units: units, scale: scale)), .text(printed)]
        ).onlyRow()
        #expect(try row.text(1) == printed)
        for column in [0, 2] {
            let amount = try row.amount(column)
            #expect(amount.units == units)
            #expect(amount.scale == scale)
        }
    }

    @Test func everyShapeOfTrailingAndLeadingZeros() throws {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0 ... .max, using: &generator)
        var state = seed
        for _ in 0..<300 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let digits = Int(state >> 33) % 39
            var units = Int128(state >> 2)
            for _ in 0..<(digits / 2) { units = units % 1_000_000_000_000_000_000_000_000 * 10 }
            if state & 1 == 1 { units = -units }
            let scale = UInt8(state >> 40 & 31)
            let row = try connection.query(
                "SELECT $1, $1 = ($2 || 'e-' || $3)::numeric AND scale($1) = $3",
                [
                    .amount(Amount(units: units, scale: scale)), .text("\(units)"),
                    .int32(Int32(scale)),
                ]
            ).onlyRow()
            let amount = try row.amount(0)
            #expect(amount.units == units && amount.scale == scale, "seed \(seed)")
            #expect(try row.bool(1), "\(units) at \(scale), seed \(seed)")
        }
    }

    @Test(arguments: [
        "'NaN'", "'Infinity'", "'-Infinity'", "1e39", "170141183460469231731687303715884105728",
        "-170141183460469231731687303715884105729", "1::numeric / (10::numeric ^ 300)",
    ])
    func refusesWhatAnAmountCannotHold(_ literal: String) throws {
        let row = try connection.queryOnce("SELECT (\(literal))::numeric").onlyRow()
        let error = #expect(throws: PostgresError.self) { try row.amount(0) }
        #expect(error?.sqlState == .unexpectedResult)
    }
}
