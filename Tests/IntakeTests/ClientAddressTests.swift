import HTTPServer
import Intake
import Runtime
import Testing

@Suite struct ClientAddressTests {
    private func client(
        _ peer: String, _ fields: KeyValuePairs<String, String>, behind proxies: [String]
    ) throws -> String {
        let ranges = try proxies.map { try #require(AddressRange($0)) }
        let head = RequestHead(
            method: .post, path: "/hooks/s", headers: HeaderFields(fields), peerAddress: peer)
        return ClientAddress(behind: ranges).client(of: head)
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.1,\t203.0.113.7 ", "203.0.113.7"), ("203.0.113.7:4711", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"), ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        // Nothing that can be relied on.
        ("", "10.0.0.9"), ("203.0.113.7,", "10.0.0.9"), ("unknown", "10.0.0.9"),
        ("203.0.113.7, _hidden", "10.0.0.9"),
    ])
    func theLastAddressThatAProxyNames(field: String, expected: String) throws {
        let fields: KeyValuePairs = ["X-Forwarded-For": field]
        #expect(try client("10.0.0.9", fields, behind: ["10.0.0.0/8"]) == expected)
    }

    @Test func theLastOfSeveralFields() throws {
        let fields: KeyValuePairs = [
            "x-forwarded-for": "198.51.100.1", "X-FORWARDED-FOR": "203.0.113.7",
        ]
        #expect(try client("10.0.0.9", fields, behind: ["10.0.0.0/8"]) == "203.0.113.7")
    }

    @Test func onlyATrustedProxysWordCounts() throws {
        let fields: KeyValuePairs = ["X-Forwarded-For": "203.0.113.7"]
        #expect(try client("192.0.2.1", fields, behind: ["10.0.0.0/8"]) == "192.0.2.1")
        #expect(try client("10.0.0.9", fields, behind: []) == "10.0.0.9")
        #expect(try client("127.0.0.1", fields, behind: []) == "127.0.0.1")
        #expect(try client("127.0.0.1", fields, behind: ["10.0.0.0/8"]) == "203.0.113.7")
        #expect(try client("10.0.0.9", [:], behind: ["10.0.0.0/8"]) == "10.0.0.9")
    }
}
