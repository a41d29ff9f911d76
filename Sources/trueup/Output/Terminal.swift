import Glibc

/// Where a command's answer goes.
enum Terminal {
    /// Standard output is a terminal; colour and tables for people only then.
    static let isInteractive = isatty(STDOUT_FILENO) == 1

    static func print(_ text: String) {
        write(text + "\n", to: STDOUT_FILENO)
    }

    /// Prints what a reader may be slow to take: `waiting` is called at least every 200 ms while
    /// nothing is taken, and ends the printing by an error.
    static func print(_ text: String, waiting: () throws -> Void) throws {
        var bytes = Array((text + "\n").utf8)[...]
        while !bytes.isEmpty {
            var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
            // One descriptor, valid for the call.
            guard unsafe poll(&descriptor, 1, 200) > 0 else {
                try waiting()
                continue
            }
            // A pipe that is ready takes so much without waiting.
            guard write(bytes.prefix(4_096), to: STDOUT_FILENO) else { return }
            bytes = bytes.dropFirst(4_096)
        }
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
        _ = write(Array(text.utf8)[...], to: descriptor)
    }

    /// False when the reader went away (`trueup events | head`): nothing is left to say.
    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var bytes = bytes
        while !bytes.isEmpty {
            // The slice outlives the call, which reads no further than its count.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                bytes = bytes.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
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
