import Events
import Money
import Testing

@Suite struct JSONWriterTests {
    @Test func writesOneLineInOrder() {
        let text = JSONWriter.object { object in
            object.string("z", "a")
            object.string("none", nil)
            object.integer("position", Int64.max)
            object.integer("attempt", nil as Int32?)
            object.bool("ok", false)
            object.amount("posted", Amount(units: -1250, scale: 3))
            object.timestamp("at", Timestamp(microseconds: 0))
            object.object("empty") { _ in }
            object.array("list") { array in
                array.integer(1)
                array.string("b")
                array.array { _ in }
                array.object { $0.bool("x", nil) }
            }
        }
        #expect(
            text
                == #"{"z":"a","none":null,"position":9223372036854775807,"attempt":null,"ok":false,"#
                + #""posted":"-1.250","at":"1970-01-01T00:00:00.000000Z","empty":{},"#
                + #""list":[1,"b",[],{"x":null}]}"#)
        #expect(JSONWriter.array { $0.integer(2) } == "[2]")
    }

    @Test(arguments: [
        ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#), ("\u{1}\u{1F}", #""\u0001\u001f""#),
        ("\u{7F}\u{9B}", #""\u007f\u009b""#), ("ä€😀\u{2028}", "\"ä€😀\u{2028}\""),
        ("a\0b", #""a\u0000b""#),
    ])
    func escapes(text: String, expected: String) throws {
        let written = JSONWriter.array { $0.string(text) }
        #expect(written == "[\(expected)]")
        let read = try JSONDocument(parsing: Array(written.utf8))
        #expect(read.root.elements.map(\.string) == [text])
    }

    @Test func replacesNullCharactersForTheDatabase() {
        let text = JSONWriter.object(nullCharacter: .replaced) { object in
            object.string("a\0", "\0b")
            object.array("c") { $0.string("\0") }
        }
        #expect(text == "{\"a\u{FFFD}\":\"\u{FFFD}b\",\"c\":[\"\u{FFFD}\"]}")
    }

    @Test func copiesValuesCompactly() throws {
        let text = "{ \"b\" : [ 1.50 , -0e5, true, false, null, {} ],\n \"\\u0061\" : \"\\u00e4\" }"
        let document = try JSONDocument(parsing: Array(text.utf8))
        let copy = JSONWriter.object { $0.value("copy", document.root) }
        #expect(copy == #"{"copy":{"b":[1.50,-0e5,true,false,null,{}],"a":"ä"}}"#)
    }
}
