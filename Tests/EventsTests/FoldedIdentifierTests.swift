import Events
import Testing

/// Ids keep apart in Swift what PostgreSQL keeps apart.
@Suite struct FoldedIdentifierTests {
    @Test(arguments: [
        "", "txn-demo-1", "22222222-2222-4222-8222-222222222222", "evt_Ab9", "café", "acct:1",
        "معرف", "识别码", "かが", "한국",
        "ID с буквами", "authorization", "@funding",
        String(repeating: "x", count: 512),
    ])
    func ordinaryIDsStayAsTheyAre(id: String) {
        #expect(Array(FoldedIdentifier.of(id).utf8) == Array(id.utf8))
    }

    /// Equal to Swift, different to PostgreSQL: after folding different to both.
    @Test(arguments: [
        ("caf\u{E9}", "cafe\u{301}"), ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"),
        ("\u{AC00}", "\u{1100}\u{1161}"), ("a\u{323}\u{307}", "a\u{307}\u{323}"),
        ("\u{958}", "\u{915}\u{93C}"),
    ])
    func normalizationsAreKeptApart(left: String, right: String) {
        #expect(left == right)
        #expect(FoldedIdentifier.of(left) != FoldedIdentifier.of(right))
    }

    @Test(arguments: [
        ("cafe\u{301}", "%utf8:cafe%CC%81"), ("100%", "100%"), ("%", "%utf8:%25"),
        ("%utf8:cafe%CC%81", "%utf8:%25utf8:cafe%25CC%2581"), ("adjust:1", "%utf8:adjust:1"),
        ("@opening/a/USD", "%utf8:@opening/a/USD"), ("%\u{301}", "%utf8:%25%CC%81"),
    ])
    func doubtfulBytesAndReservedBeginningsAreEscaped(id: String, folded: String) {
        #expect(Array(FoldedIdentifier.of(id).utf8) == Array(folded.utf8))
        #expect(FoldedIdentifier.of(shown: folded) == folded || !folded.hasPrefix("%"))
    }

    @Test func everyKindOfEventNamesItsOwn() {
        let ids = EventKind.allCases.map { FoldedIdentifier.of(event: "k1", kind: $0) }
        #expect(ids == ["k1", "%fetch:k1", "%statement:k1", "%decision:k1"])
        // A webhook whose id reads like a decision's is none.
        #expect(FoldedIdentifier.of(event: "%decision:k1", kind: .webhook) != ids[3])
    }

    /// No two of many strings fold to one, whatever is put together from these pieces.
    @Test func foldingLosesNothing() {
        let pieces = ["a", "e", "%", "25", "\u{301}", "\u{E9}", "utf8:", "\u{1161}", "\u{1100}"]
        var folded: [String: [UInt8]] = [:]
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let id = first + second + third
                    let text = FoldedIdentifier.of(id)
                    let known = folded.updateValue(Array(id.utf8), forKey: text)
                    #expect(known == nil || known == Array(id.utf8), "\(text)")
                }
            }
        }
    }
}
