/// Durations as the configuration writes them: a number of seconds, or a number with a unit.
package enum SettingDuration {
    package static let expected =
        "a duration: seconds as a number, or a text such as 30s, 15m, 2h, 7d"

    private static let units: [(letter: Character, seconds: Int64)] = [
        ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1),
    ]

    /// Nil for anything but digits and one unit.
    package static func seconds(_ text: String) -> Int64? {
        guard let letter = text.last,
            let unit = units.first(where: { $0.letter == letter }), text.utf8.count <= 12,
            text.dropLast().utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            let count = Int64(text.dropLast())
        else { return nil }
        return count * unit.seconds
    }

    /// In the greatest unit that divides it.
    package static func text(_ seconds: Int64) -> String {
        let unit = units.first { seconds != 0 && seconds % $0.seconds == 0 }
        return unit.map { "\(seconds / $0.seconds)\($0.letter)" } ?? "\(seconds)s"
    }
}
