extension Provider {
    /// Standard Webhooks: a way to sign that many senders share; what the bodies hold, a dialect
    /// or the source's own mapping says.
    package static let standardWebhooks = Provider(
        name: "standard-webhooks", displayName: "Standard Webhooks", credentials: .signing,
        format: StandardWebhooksFormat(),
        apiCredentials: [["clientId", "clientSecret"], ["apiKey"]])
}
