extension StandardWebhooksDialect {
    /// Every dialect, in the order in which messages and pages name them.
    package static let all: [StandardWebhooksDialect] = [
        mapped,
        upholdEnterprise,
        whop,
    ]
}
