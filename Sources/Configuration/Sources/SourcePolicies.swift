import Events
import Ledger
import Providers

/// What `policies` may say, and what holds for a provider when it says nothing.
///
/// The defaults are what the providers' pages state or suggest; each is a setting because none of
/// it has been seen on a live system.
enum SourcePolicies {
    static let ledgerKeys = [
        "clearing", "release", "clockResolutionMicroseconds", "announcesCards",
    ]
    static var nymcardSets: [(key: String, set: WritableKeyPath<NymCardPolicies, Set<String>>)] {
        [
            ("approvedStatusCodes", \.approvedStatusCodes),
            ("partialApprovalStatusCodes", \.partialApprovalStatusCodes),
            ("authorizationMessageTypes", \.authorizationMessageTypes),
            ("finalMessageTypes", \.finalMessageTypes),
            ("incrementMessageTypes", \.incrementMessageTypes),
            ("apiMessageTypes", \.apiMessageTypes),
            ("reversalMessageTypes", \.reversalMessageTypes),
            ("reversalTransactionTypes", \.reversalTransactionTypes),
            ("singleMessageTransactionTypes", \.singleMessageTransactionTypes),
            ("finalCardStatuses", \.finalCardStatuses),
        ]
    }
    static let nymcardKeys = ["booksOnOriginal"]
    static let agentcardKeys = ["negativeClearingIsRefund"]

    static func keys(of provider: Provider) -> [String] {
        switch provider {
        case .nymcard: ledgerKeys + nymcardSets.map(\.key) + nymcardKeys
        case .agentcard: ledgerKeys + agentcardKeys
        case .uphold, .standardWebhooks: ledgerKeys
        }
    }

    static func ledgerDefaults(of provider: Provider) -> LedgerPolicy {
        switch provider {
        // Clearings add up, and the rest of a hold stays for 30 days.
        case .nymcard: LedgerPolicy(clearing: .add, releasesRestAfterPartialClearing: false)
        // A tip restates the amount; times are whole seconds.
        case .agentcard:
            LedgerPolicy(
                clearing: .restate, releasesRestAfterPartialClearing: true,
                clockResolutionMicroseconds: 1_000_000)
        // No event of Uphold's announces a card, and no mapping says whether one does.
        case .uphold, .standardWebhooks: LedgerPolicy(announcesCards: false)
        }
    }
}

extension SettingObject {
    /// Reads `policies` as far as it speaks of the ledger; reports its unknown keys.
    func ledgerPolicy(provider: Provider) -> LedgerPolicy {
        var policy = SourcePolicies.ledgerDefaults(of: provider)
        guard let policies = self["policies"]?.object(keys: SourcePolicies.keys(of: provider))
        else { return policy }
        if let clearing = policies["clearing"]?.choice(LedgerPolicy.ClearingMode.self) {
            policy.clearing = clearing
        }
        if let releases = policies["release"]?.bool() {
            policy.releasesRestAfterPartialClearing = releases
        }
        if let resolution = policies["clockResolutionMicroseconds"]?.integer(in: 1...60_000_000) {
            policy.clockResolutionMicroseconds = resolution
        }
        if let announces = policies["announcesCards"]?.bool() { policy.announcesCards = announces }
        return policy
    }

    /// The object of `policies` without reporting anything about its keys a second time.
    private func policies(_ provider: Provider, only expected: Provider) -> SettingObject? {
        guard provider == expected, let policies = self["policies"],
            policies.value.kind == .object
        else { return nil }
        return policies.object(keys: policies.value.members.map(\.key))
    }

    func nymcardPolicies(provider: Provider) -> NymCardPolicies {
        var result = NymCardPolicies()
        guard let policies = policies(provider, only: .nymcard) else { return result }
        for (key, set) in SourcePolicies.nymcardSets {
            guard let texts = policies[key]?.texts("a list of codes such as [\"0000\"]") else {
                continue
            }
            result[keyPath: set] = Set(texts)
        }
        if let books = policies["booksOnOriginal"]?.bool() { result.booksOnOriginal = books }
        return result
    }

    func agentcardPolicies(provider: Provider) -> AgentCardPolicies {
        var result = AgentCardPolicies()
        let policies = policies(provider, only: .agentcard)
        if let isRefund = policies?["negativeClearingIsRefund"]?.bool() {
            result.negativeClearingIsRefund = isRefund
        }
        return result
    }
}
