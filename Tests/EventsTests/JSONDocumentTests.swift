import Events
import Testing

/// A document as plain Swift, for comparison.
private func outline(_ value: JSONValue) -> String {
    switch value.kind {
    case .object:
        "{" + value.members.map { "\($0.key):\(outline($0.value))" }.joined(separator: ",") + "}"
    case .array: "[" + value.elements.map(outline).joined(separator: ",") + "]"
    case .string: "'\(value.string ?? "?")'"
    case .number: "#\(value.numberText ?? "?")"
    case .bool: value.bool == true ? "T" : "F"
    case .null: "N"
    }
}

private func parse(_ text: String) throws(JSONError) -> JSONDocument {
    try JSONDocument(parsing: Array(text.utf8))
}

/// The error that reading `bytes` ends in.
private func refusal(_ bytes: [UInt8], limits: JSONLimits = .webhook) -> JSONError? {
    do throws(JSONError) {
        _ = try JSONDocument(parsing: bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

private func refusal(_ text: String) -> JSONError? { refusal(Array(text.utf8)) }

@Suite struct JSONDocumentTests {
    @Test(arguments: [
        ("{}", "{}"), ("[]", "[]"), (" \t\r\n[ ] \n", "[]"), ("null", "N"), ("true", "T"),
        ("false", "F"), ("0", "#0"), ("-0", "#-0"), ("-0.0e-0", "#-0.0e-0"),
        ("12.50", "#12.50"), ("1e400000", "#1e400000"), ("1E+2", "#1E+2"),
        ("[1,2 , 3]", "[#1,#2,#3]"), (#"{"a":{"b":[{}]},"c":1}"#, "{a:{b:[{}]},c:#1}"),
        (#""\"\\\/\b\f\n\r\t""#, "'\"\\/\u{8}\u{c}\n\r\t'"),
        (#""\u0041\u00e4\u20AC\uD83D\uDE00""#, "'Aä€😀'"), ("\"ä€😀\"", "'ä€😀'"),
        (#""a\u0000b""#, "'a\0b'"), (#"{"":1," ":2}"#, "{:#1, :#2}"),
        (#"{"a":1,"A":2}"#, "{a:#1,A:#2}"),
        // Canonically equal, but other bytes: two keys.
        ("{\"\u{E9}\":1,\"e\u{301}\":2}", "{\u{E9}:#1,e\u{301}:#2}"),
        ("\"\u{FFFF}\u{10FFFF}\u{7F}\"", "'\u{FFFF}\u{10FFFF}\u{7F}'"),
        (
            "123456789012345678901234567890.123456789012345678901234567890",
            "#123456789012345678901234567890.123456789012345678901234567890"
        ),
    ])
    func readsWhatIsJSON(text: String, expected: String) throws {
        #expect(outline(try parse(text).root) == expected)
    }

    @Test(arguments: [
        ("", JSONError(.empty, at: 0)), ("  ", JSONError(.unexpectedEnd, at: 2)),
        ("{", JSONError(.unexpectedEnd, at: 1)), ("[1", JSONError(.unexpectedEnd, at: 2)),
        ("[1,]", JSONError(.unexpectedByte, at: 3)), ("[,1]", JSONError(.unexpectedByte, at: 1)),
        (#"{"a":1,}"#, JSONError(.unexpectedByte, at: 7)),
        (#"{"a" 1}"#, JSONError(.unexpectedByte, at: 5)),
        (#"{"a":}"#, JSONError(.unexpectedByte, at: 5)),
        ("{a:1}", JSONError(.unexpectedByte, at: 1)),
        ("{1:1}", JSONError(.unexpectedByte, at: 1)), ("[1}", JSONError(.unexpectedByte, at: 2)),
        (#"{"a":1]"#, JSONError(.unexpectedByte, at: 6)), ("]", JSONError(.unexpectedByte, at: 0)),
        ("1 2", JSONError(.trailingBytes, at: 2)), ("{}\0", JSONError(.trailingBytes, at: 2)),
        ("{}}", JSONError(.trailingBytes, at: 2)), ("[1 2]", JSONError(.unexpectedByte, at: 3)),
        ("01", JSONError(.invalidNumber, at: 0)), ("-", JSONError(.invalidNumber, at: 0)),
        ("-01", JSONError(.invalidNumber, at: 0)), ("1.", JSONError(.invalidNumber, at: 0)),
        ("[1.e1]", JSONError(.invalidNumber, at: 1)), ("1e", JSONError(.invalidNumber, at: 0)),
        ("1e+", JSONError(.invalidNumber, at: 0)), ("1.2.3", JSONError(.invalidNumber, at: 0)),
        (".5", JSONError(.unexpectedByte, at: 0)), ("+1", JSONError(.unexpectedByte, at: 0)),
        ("0x10", JSONError(.trailingBytes, at: 1)), ("NaN", JSONError(.unexpectedByte, at: 0)),
        ("tru", JSONError(.invalidLiteral, at: 0)), ("nulll", JSONError(.trailingBytes, at: 4)),
        ("True", JSONError(.unexpectedByte, at: 0)), ("/**/1", JSONError(.unexpectedByte, at: 0)),
        ("\u{FEFF}{}", JSONError(.byteOrderMark, at: 0)),
        ("\"abc", JSONError(.unexpectedEnd, at: 4)), ("'a'", JSONError(.unexpectedByte, at: 0)),
        ("\"a\nb\"", JSONError(.controlCharacter, at: 2)),
        ("\"a\0b\"", JSONError(.controlCharacter, at: 2)),
        (#""\x41""#, JSONError(.invalidEscape, at: 1)),
        (#""\u12""#, JSONError(.invalidEscape, at: 1)),
        (#""\u12G4""#, JSONError(.invalidEscape, at: 1)),
        (#""\"#, JSONError(.invalidEscape, at: 1)),
        (#""\uD800""#, JSONError(.loneSurrogate, at: 1)),
        (#""\uDC00""#, JSONError(.loneSurrogate, at: 1)),
        (#""\uD800\u0041""#, JSONError(.loneSurrogate, at: 1)),
        (#""\uDE00\uD83D""#, JSONError(.loneSurrogate, at: 1)),
        (#"{"a":1,"b":2,"a":3}"#, JSONError(.repeatedKey, at: 13)),
        (#"{"a":1,"\u0061":3}"#, JSONError(.repeatedKey, at: 7)),
        (#"{"\u0061":1,"a":{"x":1}}"#, JSONError(.repeatedKey, at: 12)),
        (#"[{"x":{"id":1,"id":1}}]"#, JSONError(.repeatedKey, at: 14)),
        (#"{"":1,"":1}"#, JSONError(.repeatedKey, at: 6)),
    ])
    func refusesWhatIsNot(text: String, expected: JSONError) {
        #expect(refusal(text) == expected)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x9F, 0x80],
            [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xF0, 0x9F, 0x98],
        ] as [[UInt8]])
    func refusesWhatIsNotUTF8(sequence: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(refusal([quote, 0x61] + sequence + [quote]) == JSONError(.invalidUTF8, at: 2))
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int, _ opening: String, _ closing: String) -> String {
            String(repeating: opening, count: depth) + "1"
                + String(repeating: closing, count: depth)
        }
        for (opening, closing) in [("[", "]"), (#"{"a":"#, "}")] {
            _ = try parse(nested(64, opening, closing))
            #expect(
                refusal(nested(65, opening, closing))
                    == JSONError(.tooDeep, at: 64 * opening.utf8.count))
            #expect(
                refusal(nested(10_000, opening, closing))
                    == JSONError(.tooDeep, at: 64 * opening.utf8.count))
        }
    }

    @Test func siblingsDoNotAddToTheDepth() throws {
        let list = Array(repeating: "[[]]", count: 100).joined(separator: ",")
        #expect(try parse("[\(list)]").root.elements.reduce(0) { count, _ in count + 1 } == 100)
    }

    @Test func sizeIsBounded() {
        let limits = JSONLimits(maximumBytes: 4, maximumDepth: 1)
        #expect(throws: Never.self) {
            try JSONDocument(parsing: Array("1234".utf8), limits: limits)
        }
        #expect(refusal(Array("12345".utf8), limits: limits) == JSONError(.tooLarge, at: 4))
    }

    @Test func repeatedKeysAreFoundInLargeObjects() throws {
        for count in [23, 24, 25, 26, 5_000] {
            let keys = (0..<count).map { "\"key\($0)\":\($0)" }
            let distinct = try parse("{" + keys.joined(separator: ",") + "}")
            #expect(distinct.root["key\(count - 1)"]?.integer == Int64(count - 1))
            let prefix = "{" + keys.joined(separator: ",") + ","
            let text = prefix + #""key\u0037":0,"key3":0}"#
            #expect(refusal(text) == JSONError(.repeatedKey, at: prefix.utf8.count))
        }
    }

    /// Pairs of words with the same 32-bit FNV-1a, the fingerprint of keys.
    @Test func keysWithOneFingerprintAreDifferentKeys() throws {
        let pairs = #""costarring":1,"liquid":2,"declinate":3,"macallums":4"#
        #expect(try parse("{\(pairs)}").root["liquid"]?.integer == 2)
        let filling = (0..<100).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
        #expect(try parse("{\(pairs),\(filling)}").root["macallums"]?.integer == 4)
        let prefix = "{\(pairs),\(filling),"
        #expect(
            refusal(prefix + #""liquid":2}"#) == JSONError(.repeatedKey, at: prefix.utf8.count))
    }

    @Test func reachesIntoValues() throws {
        let document = try parse(
            #"{"context":{"transaction":{"id":"t1"}},"retries": 3 ,"n":null,"list":[1,{"a.b":true}]}"#
        )
        let root = document.root
        #expect(root.value(atPath: "context.transaction.id")?.string == "t1")
        #expect(root.value(atPath: #"list.1.a\.b"#)?.bool == true)
        #expect(root.value(atPath: "list.0")?.integer == 1)
        #expect(root.value(atPath: "list.2") == nil)
        #expect(root.value(atPath: "list.01") == nil)
        #expect(root.value(atPath: "retries.x") == nil)
        #expect(root.value(atPath: "..") == nil)
        #expect(root["n"]?.isNull == true)
        #expect(root["missing"] == nil)
        #expect(root["list"]?["context"] == nil)
        let retries = try #require(root.member("retries"))
        #expect(
            String(decoding: document.bytes[retries.byteRange], as: UTF8.self) == #""retries": 3"#)
        #expect(String(decoding: document.bytes[retries.value.byteRange], as: UTF8.self) == "3")
        let list = try #require(root["list"])
        #expect(
            String(decoding: document.bytes[list.byteRange], as: UTF8.self) == #"[1,{"a.b":true}]"#)
    }

    @Test(arguments: ["a", "a.b", "context.transaction.id", #"a\.b.c\\d"#, "ä.0"])
    func pathsAreWrittenAsTheyAreRead(text: String) throws {
        #expect(try #require(JSONPath(text)).description == text)
    }

    @Test(arguments: ["", ".", "a.", ".a", "a..b", #"a\"#, #"a\b"#])
    func wrongPathsAreRefused(text: String) {
        #expect(JSONPath(text) == nil)
    }
}
