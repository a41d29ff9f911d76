import Runtime

/// A certificate chain and its private key, as PEM files.
package struct TLSFiles: Hashable, Sendable {
    package let certificatePath: String
    package let keyPath: String

    package init(certificatePath: String, keyPath: String) {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
    }

    /// What the files held.
    struct Contents: Sendable {
        let certificate: Secret
        let key: Secret
    }

    /// Reads both; the size bound and the errors are those of secrets in files.
    func read() throws(ListenError) -> Contents {
        Contents(
            certificate: try Self.read(certificatePath), key: try Self.read(keyPath))
    }

    private static func read(_ path: String) throws(ListenError) -> Secret {
        do {
            return try SecretReference.file(path: path).resolve()
        } catch {
            throw ListenError.certificateUnreadable(error)
        }
    }
}
