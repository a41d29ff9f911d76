import Glibc

/// Where a secret is kept: `env:NAME` or `file:PATH`.
///
/// The configuration holds references only.
package enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// An environment variable, fixed for the life of the process.
    case environment(name: String)
    /// A file, read again at each reload; one newline at its end does not belong to the secret.
    case file(path: String)

    /// The most a secret file may hold, in bytes.
    package static let sizeLimit = 65_536

    package init(_ text: String) throws(SecretReferenceError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty, !parts[1].utf8.contains(0) else {
            throw SecretReferenceError.unreadableReference(kind: nil)
        }
        switch parts[0] {
        case "env":
            guard parts[1].utf8.allSatisfy(Self.isNameByte) else {
                throw SecretReferenceError.unreadableReference(kind: "env")
            }
            self = .environment(name: String(parts[1]))
        case "file": self = .file(path: String(parts[1]))
        default: throw SecretReferenceError.unreadableReference(kind: nil)
        }
    }

    /// Names a shell can set; anything else is more likely a secret in the wrong place.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    package var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }

    /// Reads the secret.
    ///
    /// An empty one is an error: it would accept anybody's signature.
    package func resolve() throws(SecretReferenceError) -> Secret {
        let bytes: [UInt8]
        switch self {
        case .environment(let name):
            // Sound: the process changes its environment only before other threads read it.
            guard let value = unsafe getenv(name) else {
                throw SecretReferenceError.environmentVariableMissing(name: name)
            }
            bytes = unsafe Array(String(cString: value).utf8)
        case .file(let path): bytes = try Self.read(path)
        }
        guard !bytes.isEmpty else { throw SecretReferenceError.empty(self) }
        return Secret(bytes: bytes)
    }

    private static func read(_ path: String) throws(SecretReferenceError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw SecretReferenceError.fileUnreadable(path: path, code: errno)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                // In bounds: `filled` is less than the buffer's count.
                unsafe Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw SecretReferenceError.fileUnreadable(path: path, code: errno)
            }
            if count == 0 { break }
            filled += count
        }
        guard filled <= sizeLimit else { throw SecretReferenceError.fileTooLarge(path: path) }
        bytes.removeSubrange(filled...)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return bytes
    }
}

/// Why a secret could not be had.
///
/// Never holds the secret, nor text that may be one.
package enum SecretReferenceError: Error, Equatable, CustomStringConvertible {
    /// The text is no reference; it is not repeated here because it may be the secret itself.
    case unreadableReference(kind: String?)
    case environmentVariableMissing(name: String)
    case fileUnreadable(path: String, code: Int32)
    case fileTooLarge(path: String)
    case empty(SecretReference)

    package var description: String {
        switch self {
        case .unreadableReference(kind: nil):
            "a secret must be a reference: write env:NAME or file:PATH (the value given is not"
                + " repeated here because it may be a secret)"
        case .unreadableReference(let kind?):
            "a secret reference of kind \(kind): has no readable name: write \(kind):NAME with"
                + " letters, digits and underscores"
        case .environmentVariableMissing(let name):
            "env:\(name): the environment variable is not set: set \(name) for the service, or"
                + " refer to a file with file:PATH"
        case .fileUnreadable(let path, let code):
            "file:\(path): cannot be read (\(SystemCallError.reason(code))): check the path and"
                + " that the service's user may read it"
        case .fileTooLarge(let path):
            "file:\(path): holds more than \(SecretReference.sizeLimit) bytes: is it the right"
                + " file?"
        case .empty(let reference):
            "\(reference): is empty: put the secret in, an empty one is never accepted"
        }
    }
}
