package import Ledger
import Providers
package import Settings

extension LedgerPolicy {
    /// What `policies` may say of any source; the defaults are those of the
    /// provider's format.
    package static let settings: [Setting<LedgerPolicy>] = [
        Setting(
            "clearing", \.clearing, .choice(), in: .policies,
            about: "a second clearing of one transaction adds its amount (`add`) or states the "
                + "whole anew (`restate`)",
            origin: "networks clear in parts"),
        Setting(
            "release", \.releasesRestAfterPartialClearing, .bool, in: .policies,
            about: "a clearing below the authorized amount releases the rest of the hold",
            origin: "a hold ends when it is cleared, reversed, expired or released"),
        Setting(
            "clockResolutionMicroseconds", \.clockResolutionMicroseconds,
            .integer(in: 1...60_000_000), in: .policies,
            about: "times within one tick have no order", origin: "times are milliseconds"),
        Setting(
            "announcesCards", \.announcesCards, .bool, in: .policies,
            about: "every new card is announced by an event of its own",
            origin: "issuers announce the cards that they make"),
    ]
}

extension SettingObject {
    /// Reads `policies` as far as it speaks of the ledger; reports keys that neither the ledger
    /// nor the provider has.
    func ledgerPolicy(_ settings: ProviderSettings) -> LedgerPolicy {
        var policy = settings.format.booking.policy
        let keys = LedgerPolicy.settings.map(\.key) + settings.provider.settingKeys(in: .policies)
        if let policies = self["policies"]?.object(keys: keys) {
            LedgerPolicy.settings.read(policies, into: &policy)
        }
        return policy
    }
}
