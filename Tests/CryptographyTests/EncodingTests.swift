import Cryptography
import Testing

@Suite struct EncodingTests {
    /// RFC 4648, section 10.
    static let base64: [(bytes: String, text: String)] = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: base64)
    func base64KnownAnswers(bytes: String, text: String) {
        #expect(Base64.encode(Array(bytes.utf8)) == text)
        #expect(Base64.decode(text) == Array(bytes.utf8))
        let unpadded = text.filter { $0 != "=" }
        #expect(Base64.decode(unpadded, padding: .optional) == Array(bytes.utf8))
        if unpadded != text { #expect(Base64.decode(unpadded) == nil) }
    }

    @Test(arguments: [
        "Zg=", "Zg", "Z", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm9v=", "Zm9v====", "Z=g=",
        "Zm 9v", "Zm9v\n", "Zm-_", "Zg==Zg==", "\u{e9}m9v",
    ])
    func base64Refused(text: String) {
        #expect(Base64.decode(text) == nil)
        if text != "Zg" { #expect(Base64.decode(text, padding: .optional) == nil) }
    }

    @Test func base64EveryByteAndLength() {
        for count in 0...260 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
    }

    @Test func hexadecimal() {
        let every = Array(UInt8.min...UInt8.max)
        #expect(Hexadecimal.decode(Hexadecimal.encode(every)) == every)
        #expect(Hexadecimal.decode(Hexadecimal.encode(every).uppercased()) == every)
        #expect(Hexadecimal.encode([0, 15, 16, 255]) == "000f10ff")
        for text in ["0", "0g", "g0", " 00", "0x00", "00\n", "-1", "\u{ff10}\u{ff10}"] {
            #expect(Hexadecimal.decode(text) == nil, "\(text)")
        }
    }

    @Test func constantTimeEquality() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(areEqualInConstantTime(bytes, bytes))
        #expect(areEqualInConstantTime([], []))
        #expect(!areEqualInConstantTime(bytes, Array(bytes.dropLast())))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(!areEqualInConstantTime(bytes, other))
        }
    }

    @Test func randomBytesDiffer() throws {
        #expect(try randomBytes(count: 0).isEmpty)
        let drawn = try (0..<64).map { _ in try randomBytes(count: 32) }
        #expect(drawn.allSatisfy { $0.count == 32 })
        #expect(Set(drawn).count == 64)
    }
}
