extension Provider {
    /// AgentCard: cards in dollars for agents, amounts in whole cents.
    package static let agentcard = Provider(
        name: "agentcard", displayName: "AgentCard", credentials: .signing,
        format: AgentCardFormat(),
        maskedPaths: [
            "data.first_name", "data.last_name", "data.email", "data.date_of_birth",
            "data.phone_number",
        ],
        // Five attempts within 96 minutes: what has not come by then, comes no more.
        // Five attempts.
        deliveryRetrySeconds: 96 * 60,
        apiCredentials: [["apiKey"]])
}
