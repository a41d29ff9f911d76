/// A name that an operator gives to a generation: 1 to 63 letters, digits, `.`, `_` or `-`.
///
/// `g` and a number is how generations without a name of their own are called.
package struct GenerationName: Hashable, Sendable {
    package let text: String

    /// Nil for what cannot be a name.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard (1...63).contains(bytes.count), bytes.allSatisfy(GenerationName.isAllowed),
            !GenerationName.isNumbered(text)
        else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isNumbered(_ text: String) -> Bool {
        text.hasPrefix("g") && text.utf8.count > 1
            && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
