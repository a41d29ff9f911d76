import Glibc

/// Where a command's answer goes.
enum Terminal {
    /// Standard output is a terminal; colour and tables for people only then.
    static let isInteractive = isatty(STDOUT_FILENO) == 1

    static func print(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// One line on standard error.
    static func complain(_ text: String) {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        write("trueup: \(line)\n", to: STDERR_FILENO)
    }

    /// The same line again, overwritten.
    static func reportInPlace(_ text: String) {
        write("\r\u{1B}[K" + text, to: STDERR_FILENO)
    }

    /// Progress for people: on standard error, so that the answer stays clean.
    static func report(_ text: String) {
        write(text + "\n", to: STDERR_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            // The slice outlives the call, which reads no further than its count.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                // The reader went away (`trueup events | head`): nothing is left to say.
                return
            }
        }
    }
}

/// Severity colours, on a terminal only.
enum Colour {
    static func severity(_ word: String) -> String {
        guard Terminal.isInteractive else { return word }
        switch word.trimmingSpaces {
        case "critical", "error": return "\u{1B}[31m\(word)\u{1B}[0m"
        case "warning": return "\u{1B}[33m\(word)\u{1B}[0m"
        default: return word
        }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }
}
