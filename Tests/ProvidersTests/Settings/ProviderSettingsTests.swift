import Events
import Providers
import Settings
import Testing

@Suite struct ProviderSettingsTests {
    @Test func overridesStandInThePlaceOfDefaults() {
        let path = JSONPath(steps: ["data", "token"])
        let map = NymCardFormat.mappableFields.overridden(by: [.transactionID: [path]])
        #expect(map[.transactionID] == [path])
        #expect(map[.transactionAmount] == [JSONPath(steps: ["transaction_amount"])])
        #expect(UpholdFormat.mappableFields.defaults[.transactionID].isEmpty)
    }

    @Test func mappableFields() {
        #expect(NymCardFormat.mappableFields.fields.contains(.notificationID))
        #expect(AgentCardFormat.mappableFields.fields.contains(.transactionAmount))
        #expect(!AgentCardFormat.mappableFields.fields.contains(.balanceAvailable))
        #expect(UpholdFormat.mappableFields.fields.isEmpty)
    }

    @Test func everyProviderHasANameOfItsOwn() {
        #expect(Set(Provider.all.map(\.name)).count == Provider.all.count)
        #expect(Set(StandardWebhooksDialect.all).count == StandardWebhooksDialect.all.count)
        for provider in Provider.all {
            #expect(Provider(named: provider.name) == provider)
            #expect(ProviderSettings(provider: provider).provider == provider)
        }
        #expect(Provider(named: "Uphold") == nil)
    }

    /// No default path is lost on a misspelling, and no key stands in two places.
    @Test(arguments: Provider.all)
    func declarationsAreWhole(provider: Provider) {
        let settings = provider.format.settingDescriptions
        #expect(Set(settings.map(\.key)).count == settings.count)
        #expect(settings.allSatisfy { !$0.about.isEmpty && !$0.origin.isEmpty })
        let mappable = provider.format.mappableFields
        #expect(Set(mappable.fields).count == mappable.fields.count)
        #expect(mappable.defaults.paths.values.allSatisfy { !$0.isEmpty })
        #expect((mappable.fields.isEmpty) == !settings.contains { $0.key == "fieldMap" })
    }

    /// What only verifies deliveries is left out of what books depend on.
    @Test func settingsOfTheIntakeAreNoPartOfTheBooks() {
        let uphold = ProviderSettings.of(.uphold) { (format: inout UpholdFormat) in
            format.signatureHeader = "x"
        }
        #expect(uphold != ProviderSettings(provider: .uphold))
        #expect(uphold.onlyBooks == ProviderSettings(provider: .uphold))
        let agentcard = ProviderSettings.of(.agentcard) { (format: inout AgentCardFormat) in
            format.signatureToleranceSeconds = 1
            format.negativeClearingIsRefund = false
        }
        let books = agentcard.onlyBooks.format as? AgentCardFormat
        #expect(books?.signatureToleranceSeconds == 300)
        #expect(books?.negativeClearingIsRefund == false)
    }
}
