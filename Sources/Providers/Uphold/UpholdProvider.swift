extension Provider {
    /// Uphold's classic platform: thin events that name objects and carry no amount.
    package static let uphold = Provider(
        name: "uphold", displayName: "Uphold", credentials: .signing, format: UpholdFormat(),
        apiCredentials: [["token"], ["clientId", "clientSecret"]])
}
