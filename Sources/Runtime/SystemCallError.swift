import Glibc

/// A call of the operating system that failed: which one, for what, and why.
package struct SystemCallError: Error, Equatable, CustomStringConvertible {
    /// The call, with what it was asked to do where that helps, such as `open /etc/trueup.json`.
    package let operation: String
    /// The value of `errno`.
    package let code: Int32

    package init(operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// Captures `errno`; to be called right after the call that failed.
    package static func last(_ operation: String) -> SystemCallError {
        SystemCallError(operation: operation, code: errno)
    }

    package var description: String { "\(operation): \(Self.reason(code))" }

    /// The system's words for an `errno`.
    package static func reason(_ code: Int32) -> String {
        var text = [CChar](repeating: 0, count: 256)
        guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
