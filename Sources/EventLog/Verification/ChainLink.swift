internal import Cryptography
internal import Postgres

/// Computes the chain from stored events, one after the other; the formula is written down in
/// sql/README.md: the log's format.
struct ChainLink: ~Copyable {
    /// The columns that the computation reads, in the order of `columns`.
    enum Column: Int, CaseIterable {
        case position, sourceID, kind, eventID, eventKey, repeats, type, decodeError, subject
        case createdAt, receivedAt, attempt, proof, salt, body, contentDigest, digest, chain
    }

    static let columns = """
        position, source_id, kind, event_id, event_key, repeats, type, decode_error, subject, \
        created_at, received_at, attempt, proof, salt, body, content_digest, digest, chain
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
        guard try hasItsKey(row) else { return "event_key is not the key of kind and event_id" }
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
            case .position, .sourceID, .eventKey, .receivedAt:
                _ = try appendPlain(row, column)
            case .createdAt:
                if try !appendPlain(row, column) { append(Self.nullTime) }
            case .kind, .eventID, .repeats, .type, .decodeError, .subject, .attempt, .proof,
                .contentDigest, .digest:
                try appendFramed(row, column)
            case .salt, .body, .chain: break
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
        for column in [Column.salt, .body] {
            _ = try row.withBytes(column.rawValue) { bytes in
                // Sound: bytes have no padding between them.
                unsafe hash.update(bytes.bytes)
            }
        }
        return hash.finish()
    }

    /// Whether the key is the first 16 bytes of SHA-256(kind, 0, event_id).
    ///
    /// A conflict's key also holds its content, under a secret that nobody reads: the chain alone
    /// tells whether it was changed.
    private func hasItsKey(_ row: Row) throws(PostgresError) -> Bool {
        guard try row.int64OrNil(Column.repeats.rawValue) == nil else { return true }
        var name = Array(try row.text(Column.kind.rawValue).utf8) + [0]
        name += try row.text(Column.eventID.rawValue).utf8
        let key = UUIDBytes(Array(SHA256.digest(of: name).prefix(16)))
        return try row.uuid(Column.eventKey.rawValue) == key
    }
}
