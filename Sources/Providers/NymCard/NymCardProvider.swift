extension Provider {
    /// NymCard nCore: cards and wallets; nothing is signed, and few payloads are published.
    package static let nymcard = Provider(
        name: "nymcard", displayName: "NymCard", credentials: .fixed, format: NymCardFormat(),
        ledgerOrigin: "nCore clears in several parts, and holds the rest for 30 days",
        maskedPaths: ["sdk_token"],
        apiCredentials: [["apiKey"]])
}
