/// Everything that the configuration may change about how a source's deliveries are read.
package struct ProviderSettings: Hashable, Sendable {
    /// Families of bodies within Standard Webhooks.
    package enum Dialect: String, Hashable, Sendable, CaseIterable {
        /// The types that `eventMappings` names.
        case mapped
        /// Uphold's enterprise platform: `core.account.…` and `core.transaction.…`.
        case upholdEnterprise = "uphold-enterprise"
    }

    package var provider: Provider
    package var authentication: AuthenticationSettings
    /// NymCard: the header that carries the notification's id, where there is one.
    package var notificationIDHeader: String?
    package var fieldMap: FieldMap
    /// Standard Webhooks: how each type is read; a type that is not here is unknown.
    package var eventMappings: [String: EventMapping]
    package var dialect: Dialect
    package var nymcard: NymCardPolicies
    package var agentcard: AgentCardPolicies

    /// `fieldMap` nil: the provider's defaults.
    package init(
        provider: Provider, authentication: AuthenticationSettings = AuthenticationSettings(),
        notificationIDHeader: String? = nil, fieldMap: FieldMap? = nil,
        eventMappings: [String: EventMapping] = [:], dialect: Dialect = .mapped,
        nymcard: NymCardPolicies = NymCardPolicies(),
        agentcard: AgentCardPolicies = AgentCardPolicies()
    ) {
        self.provider = provider
        self.authentication = authentication
        self.notificationIDHeader = notificationIDHeader
        self.fieldMap = fieldMap ?? FieldMap.defaults(of: provider)
        self.eventMappings = eventMappings
        self.dialect = dialect
        self.nymcard = nymcard
        self.agentcard = agentcard
    }
}
