extension Provider {
    /// NymCard nCore: cards and wallets; nothing is signed, and few payloads are published.
    package static let nymcard = Provider(
        name: "nymcard", displayName: "NymCard", credentials: .fixed, format: NymCardFormat(),
        maskedPaths: ["sdk_token"],
        apiCredentials: [["apiKey"]])
}
