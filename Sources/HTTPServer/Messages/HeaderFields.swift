/// The header fields of a request in the order they came, repeated ones included.
///
/// Names are tokens and compare without case. Values are the client's bytes without the white
/// space around them; they need not be UTF-8.
package struct HeaderFields: Sendable {
    /// Where one field lies in `bytes`.
    struct Place {
        var name: Range<Int>
        var value: Range<Int>
    }

    private let bytes: [UInt8]
    private let places: [Place]

    /// - Parameters:
    ///   - bytes: A block that holds all names and values.
    ///   - places: The fields, within `bytes`.
    init(bytes: [UInt8], places: [Place]) {
        self.bytes = bytes
        self.places = places
    }

    /// For tests and senders that have the fields as text.
    package init(_ fields: KeyValuePairs<String, String>) {
        var bytes: [UInt8] = []
        var places: [Place] = []
        for (name, value) in fields {
            let start = bytes.count
            bytes += name.utf8
            let middle = bytes.count
            bytes += value.utf8
            places.append(Place(name: start..<middle, value: middle..<bytes.count))
        }
        self.init(bytes: bytes, places: places)
    }

    package var count: Int { places.count }

    /// The values of all fields of this name, in order.
    package func values(_ name: String) -> [[UInt8]] {
        places.filter { isNamed(name, $0) }.map { Array(bytes[$0.value]) }
    }

    /// How often a field of this name was sent.
    package func count(of name: String) -> Int {
        places.reduce(0) { isNamed(name, $1) ? $0 + 1 : $0 }
    }

    /// The value of the one field of this name; nil when there is none or more than one.
    package func single(_ name: String) -> [UInt8]? {
        var found: Place?
        for place in places where isNamed(name, place) {
            guard found == nil else { return nil }
            found = place
        }
        return found.map { Array(bytes[$0.value]) }
    }

    /// `single(_:)` as text; nil also when it is not UTF-8.
    package func text(_ name: String) -> String? {
        single(name).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// All fields with their names as sent.
    package var all: [(name: String, value: [UInt8])] {
        places.map { (String(decoding: bytes[$0.name], as: UTF8.self), Array(bytes[$0.value])) }
    }

    private func isNamed(_ name: String, _ place: Place) -> Bool {
        guard place.name.count == name.utf8.count else { return false }
        return zip(bytes[place.name], name.utf8).allSatisfy {
            Self.lowercased($0) == Self.lowercased($1)
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// Whether every name is a token and every value free of control characters (RFC 9110,
    /// sections 5.1 and 5.5).
    var isWellFormed: Bool {
        places.allSatisfy { place in
            !place.name.isEmpty && bytes[place.name].allSatisfy(Self.isTokenByte)
                && bytes[place.value].allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
