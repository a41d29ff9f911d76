import Events
import Money
import Postgres
import TestSupport
import Testing

@Suite struct ArrayTests {
    let connection: Connection

    init() throws {
        connection = try Connection(TestCluster.fast().settings())
    }

    @Test func unnestsBatchesWithNulls() throws {
        let rows = try connection.query(
            "SELECT * FROM unnest($1, $2, $3) AS batch (id, attempt, body) ORDER BY id",
            [
                .array(["a", "b", "c"]), .array([1, nil, 3] as [Int32?]),
                .array([[1, 2], nil, []] as [[UInt8]?]),
            ])
        #expect(try rows.map { try $0.text(0) } == ["a", "b", "c"])
        #expect(try rows.map { try $0.int32OrNil(1) } == [1, nil, 3])
        #expect(try rows.map { try $0.bytesOrNil(2) } == [[1, 2], nil, []])
    }

    @Test func comesBackElementByElement() throws {
        try expectRoundTrip([true, nil, false])
        try expectRoundTrip([Int32.min, nil, .max])
        try expectRoundTrip([Int64.min, nil, .max])
        try expectRoundTrip(["", nil, "NULL", "{\"a\",b}", "\\"])
        try expectRoundTrip([[UInt8](), nil, [0, 255]])
        try expectRoundTrip([UUIDBytes(high: 1, low: .max), nil])
        try expectRoundTrip([Timestamp(microseconds: 1_700_000_000_000_001), nil])
        try expectRoundTrip([Amount(units: -1250, scale: 2), nil, Amount(units: 0, scale: 0)])
        try expectRoundTrip([String?]())
        try expectRoundTrip([String?](repeating: nil, count: 3))
    }

    private func expectRoundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [Value?], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let row = try connection.query("SELECT $1, cardinality($1)", [.array(values)]).onlyRow()
        #expect(try row.arrayOrNil(0, of: Value.self) == values, sourceLocation: sourceLocation)
        #expect(try row.int32(1) == Int32(values.count), sourceLocation: sourceLocation)
    }

    @Test func jsonbArrays() throws {
        let values = [JSONText(#"{"a": 1}"#), nil]
        let rows = try connection.query("SELECT unnest($1) ->> 'a'", [.array(values)])
        #expect(try rows.map { try $0.textOrNil(0) } == ["1", nil])
    }

    @Test func nullElementsAndNullArraysAreToldApart() throws {
        let row = try connection.query("SELECT NULL::text[], ARRAY['a', NULL], ARRAY[['a'], ['b']]")
            .onlyRow()
        #expect(try row.arrayOrNil(0, of: String.self) == nil)
        #expect(throws: PostgresError.self) { try row.array(0, of: String.self) }
        #expect(throws: PostgresError.self) { try row.array(1, of: String.self) }
        #expect(throws: PostgresError.self) { try row.arrayOrNil(2, of: String.self) }
        #expect(throws: PostgresError.self) { try row.arrayOrNil(1, of: Int64.self) }
    }

    @Test func twentyThousandElements() throws {
        let texts = (0..<20_000).map { "event-\($0)" }
        let row = try connection.query(
            "SELECT count(*), min(id), max(length(id)) FROM unnest($1) AS id", [.array(texts)]
        ).onlyRow()
        #expect(try row.int64(0) == 20_000)
        #expect(try row.int32(2) == 11)
    }
}
