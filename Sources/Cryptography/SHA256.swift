internal import COpenSSL

/// SHA-256, whole or piece by piece.
///
/// One value may hash many messages in turn: `finish()` starts anew.
@safe package struct SHA256: ~Copyable {
    /// Bytes in a digest.
    package static let digestCount = 32

    private let context: OpaquePointer

    package init() {
        unsafe context = Libcrypto.allocated(EVP_MD_CTX_new(), by: "EVP_MD_CTX_new")
        unsafe start(context)
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Appends bytes to the message.
    package mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe Libcrypto.check(
                EVP_DigestUpdate(context, buffer.baseAddress, buffer.count), "EVP_DigestUpdate")
        }
    }

    /// Appends bytes to the message.
    package mutating func update(_ bytes: [UInt8]) {
        // Sound: a byte array's storage has no padding between its elements.
        unsafe update(bytes.span.bytes)
    }

    /// The digest of what was appended; the next update begins another message.
    package mutating func finish() -> [UInt8] {
        let digest = unsafe [UInt8](unsafeUninitializedCapacity: Self.digestCount) {
            buffer, count in
            var written: UInt32 = 0
            unsafe Libcrypto.check(
                EVP_DigestFinal_ex(context, buffer.baseAddress, &written), "EVP_DigestFinal_ex")
            count = Int(written)
        }
        unsafe start(context)
        return digest
    }

    /// The digest of a whole message.
    package static func digest(of bytes: RawSpan) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: digestCount) { buffer, count in
            var written: UInt32 = 0
            unsafe bytes.withUnsafeBytes { message in
                unsafe Libcrypto.check(
                    EVP_Digest(
                        message.baseAddress, message.count, buffer.baseAddress, &written,
                        Libcrypto.sha256, nil),
                    "EVP_Digest")
            }
            count = Int(written)
        }
    }

    /// The digest of a whole message.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        // Sound: a byte array's storage has no padding between its elements.
        unsafe digest(of: bytes.span.bytes)
    }
}

private func start(_ context: OpaquePointer) {
    // Sound: the context is live for the call, and the algorithm for the process.
    unsafe Libcrypto.check(
        EVP_DigestInit_ex2(context, Libcrypto.sha256, nil), "EVP_DigestInit_ex2")
}
