import Settings

extension Setting {
    /// The header with the signature, where its name is not sure.
    static func signatureHeader(
        _ path: any WritableKeyPath<Root, String> & Sendable, origin: String
    ) -> Setting {
        Setting(
            "signatureHeader", path, .headerName, changes: .intake,
            about: "the header with the signature", origin: origin)
    }

    /// How old a signature may be.
    static func toleranceSeconds(
        _ path: any WritableKeyPath<Root, Int64> & Sendable, origin: String
    ) -> Setting {
        Setting(
            "toleranceSeconds", path, .seconds(in: 1...86_400), changes: .intake,
            about: "how far the signature's time may lie from ours, both ways",
            origin: origin)
    }
}
