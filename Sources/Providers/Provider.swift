/// A webhook format that Trueup understands, by its name in the configuration.
package enum Provider: String, Hashable, Sendable, CaseIterable {
    case nymcard
    case uphold
    case agentcard
    case standardWebhooks = "standard-webhooks"
}
