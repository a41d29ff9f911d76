import Ledger

extension Provider {
    /// Standard Webhooks: a way to sign that many senders share; what the bodies hold, a dialect
    /// or the source's own mapping says.
    package static let standardWebhooks = Provider(
        name: "standard-webhooks", displayName: "Standard Webhooks", credentials: .signing,
        format: StandardWebhooksFormat(),
        ledger: LedgerPolicy(announcesCards: false),
        ledgerOrigin: "no mapping says that every card is announced",
        apiCredentials: [["clientId", "clientSecret"], ["apiKey"]])
}
