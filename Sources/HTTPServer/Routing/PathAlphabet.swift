/// Which bytes a path may hold; a request with others is malformed.
package enum PathAlphabet: Sendable {
    /// Letters, digits and `. _ / -`: all that webhooks and administration need.
    case plain
    /// Also `:`, for an API with verbs such as `/webhooks/{id}:ping`.
    case withColons

    func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "/"), UInt8(ascii: "-"):
            true
        case UInt8(ascii: ":"): self == .withColons
        default: false
        }
    }
}
