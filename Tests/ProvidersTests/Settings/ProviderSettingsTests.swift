import Events
import Providers
import Testing

@Suite struct ProviderSettingsTests {
    @Test func overridesStandInThePlaceOfDefaults() {
        let path = JSONPath(steps: ["data", "token"])
        let map = FieldMap(provider: .nymcard, overriding: [.transactionID: [path]])
        #expect(map[.transactionID] == [path])
        #expect(map[.transactionAmount] == [JSONPath(steps: ["transaction_amount"])])
        #expect(FieldMap(provider: .uphold)[.transactionID].isEmpty)
    }

    @Test func mappableFields() {
        #expect(FieldMap.mappableFields(of: .nymcard).contains(.notificationID))
        #expect(FieldMap.mappableFields(of: .agentcard).contains(.transactionAmount))
        #expect(!FieldMap.mappableFields(of: .agentcard).contains(.balanceAvailable))
        #expect(FieldMap.mappableFields(of: .uphold).isEmpty)
        for provider in Provider.allCases {
            let mappable = Set(FieldMap.mappableFields(of: provider))
            #expect(Set(FieldMap.defaults(of: provider).paths.keys).isSubset(of: mappable))
        }
    }

    /// Every change that could read an event differently changes the text.
    @Test func canonicalTextTellsSettingsApart() {
        let path = [JSONPath(steps: ["a.b"])]
        var settings = [Provider.nymcard, .uphold, .agentcard, .standardWebhooks].map {
            ProviderSettings(provider: $0)
        }
        settings += [
            ProviderSettings(
                provider: .nymcard,
                fieldMap: FieldMap(provider: .nymcard, overriding: [.cardID: path])),
            ProviderSettings(
                provider: .nymcard,
                fieldMap: FieldMap(
                    provider: .nymcard, overriding: [.cardID: [JSONPath(steps: ["a", "b"])]])),
            ProviderSettings(provider: .nymcard, notificationIDHeader: "x"),
            ProviderSettings(provider: .nymcard, nymcard: NymCardPolicies(approvedStatusCodes: [])),
            ProviderSettings(
                provider: .nymcard, nymcard: NymCardPolicies(partialApprovalStatusCodes: [])),
            ProviderSettings(
                provider: .nymcard, nymcard: NymCardPolicies(authorizationMessageTypes: ["A B"])),
            ProviderSettings(
                provider: .nymcard, nymcard: NymCardPolicies(authorizationMessageTypes: ["A", "B"])),
            ProviderSettings(
                provider: .nymcard, nymcard: NymCardPolicies(finalMessageTypes: ["A"])),
            ProviderSettings(provider: .nymcard, nymcard: NymCardPolicies(apiMessageTypes: ["A"])),
            ProviderSettings(
                provider: .nymcard, nymcard: NymCardPolicies(reversalMessageTypes: [])),
            ProviderSettings(
                provider: .nymcard, nymcard: NymCardPolicies(reversalTransactionTypes: [])),
            ProviderSettings(
                provider: .nymcard, nymcard: NymCardPolicies(singleMessageTransactionTypes: ["OCT"])
            ),
            ProviderSettings(provider: .nymcard, nymcard: NymCardPolicies(finalCardStatuses: [])),
            ProviderSettings(
                provider: .agentcard,
                agentcard: AgentCardPolicies(negativeClearingIsRefund: false)),
            ProviderSettings(provider: .standardWebhooks, dialect: .upholdEnterprise),
        ]
        let mappings: [EventMapping] = [
            EventMapping(fields: FieldMap()), EventMapping(step: .cleared, fields: FieldMap()),
            EventMapping(amounts: .minorUnits, fields: FieldMap()),
            EventMapping(opensCard: true, fields: FieldMap()),
            EventMapping(closesCard: true, fields: FieldMap()),
            EventMapping(fields: FieldMap(paths: [.cardID: path])),
        ]
        for mapping in mappings {
            for type in ["a", "b"] {
                settings.append(
                    ProviderSettings(provider: .standardWebhooks, eventMappings: [type: mapping]))
            }
        }
        let texts = settings.map(\.canonicalText)
        #expect(Set(texts).count == settings.count)
    }

    @Test func authenticationIsNoPartOfTheCanonicalText() {
        let settings = ProviderSettings(
            provider: .uphold, authentication: AuthenticationSettings(toleranceSeconds: 1))
        #expect(settings.canonicalText == ProviderSettings(provider: .uphold).canonicalText)
    }
}
