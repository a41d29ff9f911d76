import Cryptography
import Testing

/// Examples of FIPS 180-4 as published by NIST.
@Suite struct DigestTests {
    static let knownAnswers: [(message: String, digest: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test(arguments: knownAnswers)
    func wholeMessage(message: String, digest: String) {
        #expect(Hexadecimal.encode(SHA256.digest(of: Array(message.utf8))) == digest)
    }

    @Test func piecesOfAnySize() {
        let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let expected = SHA256.digest(of: bytes)
        var hash = SHA256()
        for pieceCount in [1, 7, 63, 64, 65, 100_000] {
            for start in stride(from: 0, to: bytes.count, by: pieceCount) {
                hash.update(Array(bytes[start..<min(start + pieceCount, bytes.count)]))
            }
            let digest = hash.finish()
            #expect(digest == expected)
        }
    }

    @Test func millionBytes() {
        #expect(
            Hexadecimal.encode(SHA256.digest(of: Array(repeating: 0x61, count: 1_000_000)))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func finishStartsAnew() {
        var hash = SHA256()
        hash.update(Array("first".utf8))
        _ = hash.finish()
        hash.update(Array("abc".utf8))
        let digest = hash.finish()
        #expect(digest == SHA256.digest(of: Array("abc".utf8)))
    }
}
