import Events
import Money
import Postgres
import TestSupport
import Testing

@Suite struct ValueRoundTripTests {
    let connection: Connection

    init() throws {
        connection = try Connection(TestCluster.fast().settings())
    }

    @Test(arguments: [Int32.min, -1, 0, 1, .max])
    func int32(_ value: Int32) throws {
        let row = try connection.query("SELECT $1::int4, $1::text", [.int32(value)]).onlyRow()
        #expect(try row.int32(0) == value)
        #expect(try row.int64(0) == Int64(value))
        #expect(try row.text(1) == "\(value)")
    }

    @Test(arguments: [Int64.min, -1, 0, 1, 4_294_967_296, .max])
    func int64(_ value: Int64) throws {
        let row = try connection.query("SELECT $1::int8, $1::text", [.int64(value)]).onlyRow()
        #expect(try row.int64(0) == value)
        #expect(try row.text(1) == "\(value)")
    }

    @Test(arguments: [true, false])
    func bool(_ value: Bool) throws {
        let row = try connection.query("SELECT $1, $1::text", [.bool(value)]).onlyRow()
        #expect(try row.bool(0) == value)
        #expect(try row.text(1) == "\(value)")
    }

    @Test(arguments: ["", "plain", "žluťoučký 🐎", "e\u{301}", "\u{1}\u{7F}\u{10FFFF}", "' \\ \""])
    func text(_ value: String) throws {
        let row = try connection.query(
            "SELECT $1, octet_length($1), $1::varchar, to_json($1), to_jsonb($1) #>> '{}'",
            [.text(value)]
        ).onlyRow()
        #expect(Array(try row.text(0).utf8) == Array(value.utf8))
        #expect(try row.int32(1) == Int32(value.utf8.count))
        #expect(try row.text(2) == value)
        #expect(try row.text(3).hasPrefix("\""))
        #expect(try row.text(4) == value)
    }

    @Test func bytes() throws {
        let value = (0...255).map { UInt8($0) }
        let row = try connection.query(
            "SELECT $1, length($1), ''::bytea, encode($1, 'hex')", [.bytes(value)]
        ).onlyRow()
        #expect(try row.bytes(0) == value)
        #expect(try row.int32(1) == 256)
        #expect(try row.bytes(2) == [])
        #expect(try row.text(3).hasPrefix("000102"))
        let lent = try row.withBytes(0) { span in span.count }
        #expect(lent == 256)
    }

    @Test func uuid() throws {
        let value = UUIDBytes(high: 0x0011_2233_4455_6677, low: 0x8899_AABB_CCDD_EEFF)
        let row = try connection.query("SELECT $1, $1::text", [.uuid(value)]).onlyRow()
        #expect(try row.uuid(0) == value)
        #expect(try row.text(1) == value.description)
        #expect(value.description == "00112233-4455-6677-8899-aabbccddeeff")
        #expect(UUIDBytes(value.bytes) == value)
        #expect(UUIDBytes(Array(value.bytes.dropLast())) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00+00"), (-1, "1969-12-31 23:59:59.999999+00"),
        (946_684_800_000_000, "2000-01-01 00:00:00+00"),
        (253_402_300_799_999_999, "9999-12-31 23:59:59.999999+00"),
        (-62_135_596_800_000_000, "0001-01-01 00:00:00+00"),
    ])
    func timestamp(_ microseconds: Int64, _ printed: String) throws {
        let value = Timestamp(microseconds: microseconds)
        let row = try connection.query("SELECT $1, $1::text", [.timestamp(value)]).onlyRow()
        #expect(try row.timestamp(0) == value)
        #expect(try row.text(1) == printed)
    }

    @Test func jsonb() throws {
        let row = try connection.query(
            "SELECT $1, $1 ->> 'amount'", [.jsonb(#"{"amount": 12.50}"#)]
        ).onlyRow()
        #expect(try row.text(0) == #"{"amount": 12.50}"#)
        #expect(try row.text(1) == "12.50")
    }

    @Test func nullsOfEveryType() throws {
        let nulls: [Parameter] = [
            .bool(nil), .int32(nil), .int64(nil), .text(nil), .bytes(nil), .uuid(nil),
            .timestamp(nil), .amount(nil), .jsonb(nil),
        ]
        let row = try connection.query("SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9", nulls).onlyRow()
        #expect((0..<9).allSatisfy(row.isNull))
        #expect(try row.boolOrNil(0) == nil)
        #expect(try row.int32OrNil(1) == nil)
        #expect(try row.int64OrNil(2) == nil)
        #expect(try row.textOrNil(3) == nil)
        #expect(try row.bytesOrNil(4) == nil)
        #expect(try row.uuidOrNil(5) == nil)
        #expect(try row.timestampOrNil(6) == nil)
        #expect(try row.amountOrNil(7) == nil)
        #expect(throws: PostgresError.self) { try row.int64(2) }
    }

    @Test func aColumnOfAnotherTypeIsAnErrorThatNamesIt() throws {
        let row = try connection.query("SELECT 1.5::float8 AS ratio, 'infinity'::timestamptz")
            .onlyRow()
        let error = #expect(throws: PostgresError.self) { try row.int64(0) }
        #expect(error?.sqlState == .unexpectedResult)
        #expect(error?.message.contains("ratio") == true)
        #expect(throws: PostgresError.self) { try row.text(0) }
        #expect(throws: PostgresError.self) { try row.timestamp(1) }
    }
}
