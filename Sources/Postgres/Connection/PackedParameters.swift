/// Whether a statement's results come as binary (typed getters) or as text (tables for people).
enum ResultFormat: Int32 {
    case text = 0
    case binary = 1
}

/// Parameters as libpq takes them: parallel arrays, the values in one buffer.
struct PackedParameters {
    private var buffer: [UInt8] = []
    private var offsets: [Int?] = []
    private(set) var types: [UInt32] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []

    /// The protocol counts parameters in 16 bits.
    private static let countLimit = 65_535

    init(_ parameters: [Parameter]) throws(PostgresError) {
        guard parameters.count <= Self.countLimit else {
            throw PostgresError(
                sqlState: .programLimitExceeded,
                message: "\(parameters.count) parameters; the protocol allows \(Self.countLimit)")
        }
        buffer.reserveCapacity(parameters.reduce(0) { $0 + ($1.bytes?.count ?? 0) })
        for (index, parameter) in parameters.enumerated() {
            if var refusal = parameter.refusal {
                refusal.message = "parameter $\(index + 1): \(refusal.message)"
                throw refusal
            }
            types.append(parameter.type.rawValue)
            formats.append(ResultFormat.binary.rawValue)
            guard let length = Int32(exactly: parameter.bytes?.count ?? 0) else {
                throw PostgresError(
                    sqlState: .programLimitExceeded,
                    message: "parameter $\(index + 1) is over 2 GiB")
            }
            lengths.append(length)
            offsets.append(parameter.bytes == nil ? nil : buffer.count)
            if let bytes = parameter.bytes { buffer.append(contentsOf: bytes) }
        }
        buffer.append(0)  // so that an empty last value still has an address
    }

    var count: Int32 { Int32(types.count) }

    /// Lends one pointer per value, nil for null; they are valid during the call only.
    func withPointers<Value>(_ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
        unsafe buffer.withUnsafeBytes { bytes in
            let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe body(
                offsets.map { offset in unsafe offset.flatMap { unsafe base?.advanced(by: $0) } })
        }
    }
}
