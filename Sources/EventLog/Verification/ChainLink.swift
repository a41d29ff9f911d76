internal import Cryptography
internal import Postgres

/// Computes the chain from stored events, one after the other.
///
/// chain(0) is the SHA-256 of `trueup:` and the source's name. Every further chain is the SHA-256
/// of: the chain before; epoch and position; source_id; then, with a length before each and the
/// length 0xFFFFFFFF for null: kind, event_id, repeats, type, decode_error, subject; created_at and
/// received_at without one, a null time being −infinity; attempt, proof, content_digest, digest.
/// All of them are what PostgreSQL sends in its binary format, which is big-endian.
struct ChainLink: ~Copyable {
    /// The columns that the computation reads, in the order of `columns`.
    enum Column: Int, CaseIterable {
        case position, sourceID, kind, eventID, repeats, type, decodeError, subject
        case createdAt, receivedAt, attempt, proof, contentDigest, digest, chain, eventKey, body
    }

    static let columns = """
        position, source_id, kind, event_id, repeats, type, decode_error, subject, created_at, \
        received_at, attempt, proof, content_digest, digest, chain, event_key, body
        """

    private static let nullLength = UInt32.max
    /// −infinity as PostgreSQL sends it.
    private static let nullTime = Int64.min

    private(set) var chain: [UInt8]
    private var hash = SHA256()
    private var octets: [UInt8] = []

    init(sourceName: String) {
        chain = SHA256.digest(of: Array("trueup:\(sourceName)".utf8))
    }

    /// Moves on to the next event; returns what does not hold, or nil when all does.
    mutating func extend(with row: Row, epoch: Int32) throws(PostgresError) -> String? {
        let bodyDigest = try digestOfBody(row)
        let digest = try row.bytes(Column.digest.rawValue)
        guard digest == bodyDigest else { return "the digest of the body differs from digest" }
        if try row.textOrNil(Column.decodeError.rawValue) != nil,
            try row.bytes(Column.contentDigest.rawValue) != digest
        {
            return "content_digest of an undecoded body differs from digest"
        }
        guard try row.uuid(Column.eventKey.rawValue) == expectedKey(row) else {
            return "event_key is not the key of kind and event_id"
        }
        octets.removeAll(keepingCapacity: true)
        octets.append(contentsOf: chain)
        append(epoch)
        try appendColumns(row)
        chain = SHA256.digest(of: octets)
        guard try row.bytes(Column.chain.rawValue) == chain else {
            return "the chain computed from the stored columns differs from chain"
        }
        return nil
    }

    private mutating func appendColumns(_ row: Row) throws(PostgresError) {
        for column in Column.allCases {
            switch column {
            case .position, .sourceID, .receivedAt:
                _ = try appendPlain(row, column)
            case .createdAt:
                if try !appendPlain(row, column) { append(Self.nullTime) }
            case .kind, .eventID, .repeats, .type, .decodeError, .subject, .attempt, .proof,
                .contentDigest, .digest:
                try appendFramed(row, column)
            case .chain, .eventKey, .body: break
            }
        }
    }

    /// The value's bytes; false when it is null.
    private mutating func appendPlain(_ row: Row, _ column: Column) throws(PostgresError) -> Bool {
        try row.withBytes(column.rawValue) { bytes in copy(bytes) } != nil
    }

    private mutating func appendFramed(_ row: Row, _ column: Column) throws(PostgresError) {
        let isPresent: Void? = try row.withBytes(column.rawValue) { bytes in
            append(UInt32(bytes.count))
            copy(bytes)
        }
        if isPresent == nil { append(Self.nullLength) }
    }

    private mutating func copy(_ bytes: Span<UInt8>) {
        for index in bytes.indices { octets.append(bytes[index]) }
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            octets.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    private mutating func digestOfBody(_ row: Row) throws(PostgresError) -> [UInt8] {
        // Hashed where libpq holds it: bodies are most of the log.
        _ = try row.withBytes(Column.body.rawValue) { bytes in
            // Sound: bytes have no padding between them.
            unsafe hash.update(bytes.bytes)
        }
        return hash.finish()
    }

    /// The first 16 bytes of SHA-256(kind, 0, event_id), and for a conflict also 0, content_digest.
    private func expectedKey(_ row: Row) throws(PostgresError) -> UUIDBytes? {
        var name = Array(try row.text(Column.kind.rawValue).utf8) + [0]
        name += try row.text(Column.eventID.rawValue).utf8
        if try row.int64OrNil(Column.repeats.rawValue) != nil {
            name += [0]
            name += try row.bytes(Column.contentDigest.rawValue)
        }
        return UUIDBytes(Array(SHA256.digest(of: name).prefix(16)))
    }
}
