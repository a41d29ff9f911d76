import Cryptography
package import Ledger
package import Postgres
package import Reconciliation

/// Ids that are digests: the same log gives the same ids, whoever computes them.
package struct Identifiers: Sendable {
    /// Name of the source: part of every id.
    package let source: String

    package init(source: String) {
        self.source = source
    }

    /// First 16 bytes of SHA-256 over (source, transaction, causing event, fact, leg), each text
    /// with a length before it.
    package func entry(_ key: Entry.Key) -> UUIDBytes {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(160)
        append(source, to: &bytes)
        append(key.transactionID, to: &bytes)
        append(key.cause.eventID, to: &bytes)
        appendInteger(key.cause.ordinal, to: &bytes)
        appendInteger(key.leg, to: &bytes)
        return digest(bytes)
    }

    package func finding(_ key: FindingKey) -> UUIDBytes {
        digest(key.canonicalBytes(source: source))
    }

    private func digest(_ bytes: [UInt8]) -> UUIDBytes {
        let digest = SHA256.digest(of: bytes)
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<8 {
            high = high << 8 | UInt64(digest[index])
            low = low << 8 | UInt64(digest[index + 8])
        }
        return UUIDBytes(high: high, low: low)
    }

    private func append(_ text: String, to bytes: inout [UInt8]) {
        let length = UInt32(truncatingIfNeeded: text.utf8.count)
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: length >> UInt32(shift)))
        }
        bytes.append(contentsOf: text.utf8)
    }

    private func appendInteger(_ value: Int16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
    }
}
