import Glibc

/// A numeric IPv4 or IPv6 address.
package struct InternetAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes in network order.
    package let bytes: [UInt8]

    /// Nil for anything but a numeric address (`127.0.0.1`, `::1`).
    package init?(_ text: String) {
        // The C function would stop reading at a zero.
        guard !text.utf8.contains(0) else { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            // `bytes` has the size that the family's address takes.
            if unsafe inet_pton(family, text, &bytes) == 1 {
                self.bytes = bytes
                return
            }
        }
        return nil
    }

    /// 127.0.0.1.
    package static let loopback = InternetAddress(bytes: [127, 0, 0, 1])

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isVersion6: Bool { bytes.count == 16 }

    /// Reached from this machine alone.
    package var isLoopback: Bool {
        isVersion6 ? bytes == [UInt8](repeating: 0, count: 15) + [1] : bytes.first == 127
    }

    package var description: String {
        var text = [CChar](repeating: 0, count: 64)
        // 64 characters hold the longest address that either family has.
        _ = unsafe inet_ntop(isVersion6 ? AF_INET6 : AF_INET, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
