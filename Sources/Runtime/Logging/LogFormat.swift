import Glibc

/// How a line of the log is written.
package enum LogFormat: String, Sendable {
    /// For people: `2026-11-21T09:30:00.000000Z INFO message key=value`.
    case text
    /// For machines: one JSON object a line.
    case json

    /// `text` when standard error is a terminal, `json` otherwise.
    package static var forStandardError: LogFormat {
        isatty(STDERR_FILENO) == 1 ? .text : .json
    }

    /// One line with its newline.
    ///
    /// Control characters are escaped in both formats, so that nothing a client sends can begin a
    /// line of its own.
    package func line(
        atMicroseconds: Int64, level: LogLevel, message: String,
        fields: KeyValuePairs<String, LogValue>
    ) -> String {
        let time = InternetTime.text(microseconds: atMicroseconds)
        switch self {
        case .text:
            var line = "\(time) \(level.name.uppercased()) \(Self.escaped(message))"
            for (key, value) in fields { line += " \(key)=\(Self.plain(value))" }
            return line + "\n"
        case .json:
            var line = #"{"at":"\#(time)","level":"\#(level.name)","#
            line += #""message":"\#(Self.escaped(message))""#
            for (key, value) in fields {
                let name = Self.reserved.contains(key) ? "field.\(key)" : key
                line += #","\#(Self.escaped(name))":\#(Self.json(value))"#
            }
            return line + "}\n"
        }
    }

    /// The keys each JSON line has already.
    private static let reserved: Set<String> = ["at", "level", "message"]

    private static func plain(_ value: LogValue) -> String {
        guard case .text(let text) = value else { return json(value) }
        let bare = text.utf8.allSatisfy {
            $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=")
        }
        return bare && !text.isEmpty ? text : "\"\(escaped(text))\""
    }

    private static func json(_ value: LogValue) -> String {
        switch value {
        case .text(let text): "\"\(escaped(text))\""
        case .integer(let integer): String(integer)
        // JSON has no word for what is not a number.
        case .number(let number): number.isFinite ? String(number) : "\"\(number)\""
        case .boolean(let boolean): String(boolean)
        }
    }

    /// Escapes as JSON does.
    private static func escaped(_ text: String) -> String {
        let needsEscape = text.utf8.contains {
            $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\")
        }
        guard needsEscape else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
