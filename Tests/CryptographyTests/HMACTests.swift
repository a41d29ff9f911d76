import Cryptography
import Testing

/// The test cases of RFC 4231 (case 5 truncates and is left out).
@Suite struct HMACTests {
    struct Case: Sendable {
        var key: [UInt8]
        var message: [UInt8]
        var sha256: String
        var sha512: String
    }

    static let cases: [Case] = [
        Case(
            key: Array(repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            sha256: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            sha512: "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"),
        Case(
            key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            sha256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            sha512: "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"),
        Case(
            key: Array(repeating: 0xaa, count: 20), message: Array(repeating: 0xdd, count: 50),
            sha256: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            sha512: "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"),
        Case(
            key: Array(1...25), message: Array(repeating: 0xcd, count: 50),
            sha256: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
            sha512: "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
                + "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd"),
        Case(
            key: Array(repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            sha256: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            sha512: "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"),
    ]

    @Test(arguments: cases.indices)
    func rfc4231(index: Int) {
        let test = Self.cases[index]
        #expect(
            Hexadecimal.encode(hmac(.sha256, key: test.key, message: test.message)) == test.sha256)
        #expect(
            Hexadecimal.encode(hmac(.sha512, key: test.key, message: test.message)) == test.sha512)
    }

    @Test func emptyKeyAndEmptyMessage() {
        #expect(
            Hexadecimal.encode(hmac(.sha256, key: [], message: []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func preparedKeyServesManyMessagesAndPieces() {
        let key = HMACKey(.sha256, key: Array("Jefe".utf8))
        let message = Array("what do ya want for nothing?".utf8)
        for split in 0...message.count {
            let code = key.code(of: [message[..<split], message[split...]])
            #expect(Hexadecimal.encode(code) == Self.cases[1].sha256)
        }
    }

    @Test func preparedKeyServesManyTasks() async {
        let key = HMACKey(.sha512, key: Self.cases[1].key)
        let expected = key.code(of: Self.cases[1].message)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<500).allSatisfy { _ in key.code(of: Self.cases[1].message) == expected }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
