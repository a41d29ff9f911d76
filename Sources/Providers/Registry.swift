extension Provider {
    /// Every provider, in the order in which messages and pages name them.
    package static let all: [Provider] = [
        nymcard,
        uphold,
        agentcard,
        standardWebhooks,
    ]

    /// Nil for a name that no provider has.
    package init?(named name: String) {
        guard let provider = Provider.all.first(where: { $0.name == name }) else { return nil }
        self = provider
    }
}
