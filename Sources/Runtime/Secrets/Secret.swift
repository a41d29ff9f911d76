/// Bytes that must never be shown: any attempt to print, log or reflect them gives `<secret>`.
///
/// Two secrets are not comparable by `==`, whose time depends on the bytes; compare them with the
/// constant-time function of `Cryptography`.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The secret itself.
    ///
    /// Each call is a place to review: the bytes may go to a key, a comparison or a connection,
    /// never into text.
    package func reveal() -> [UInt8] { bytes }

    /// Whether there is nothing in it.
    package var isEmpty: Bool { bytes.isEmpty }

    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
