import Configuration
import Events
import Providers
import Reconciliation
import Testing

@Suite struct FoldSettingsTests {
    private func text(_ members: String...) throws -> String {
        let secrets = #""basicAuth": {"username": "env:A", "password": "env:B"}"#
        let all = [secrets] + members
        let text = source("nymcard", secrets: all.joined(separator: ", "))
        return try configuration(text).sources[0].foldSettings.canonicalText
    }

    @Test(arguments: [
        #""policies": {"clearing": "restate"}"#, #""policies": {"release": true}"#,
        #""policies": {"clockResolutionMicroseconds": 2}"#,
        #""policies": {"announcesCards": false}"#, #""policies": {"approvedStatusCodes": ["1"]}"#,
        #""policies": {"singleMessageTransactionTypes": ["CASH_WITHDRAWAL"]}"#,
        #""fieldMap": {"transaction.id": "x"}"#, #""fieldMap": {"notification.id": "x"}"#,
        #""notificationIdHeader": "x""#, #""policies": {"apiMessageTypes": ["X"]}"#,
        #""policies": {"partialApprovalStatusCodes": ["1"]}"#,
        #""policies": {"authorizationMessageTypes": ["A"]}"#,
        #""policies": {"finalMessageTypes": ["A"]}"#,
        #""policies": {"reversalMessageTypes": ["A"]}"#,
        #""policies": {"reversalTransactionTypes": ["A"]}"#,
        #""policies": {"finalCardStatuses": ["A"]}"#,
    ])
    func changeWithWhatAProjectionDependsOn(member: String) throws {
        #expect(try text(member) != text())
    }

    @Test(arguments: Threshold.all.map(\.name))
    func changeWithEveryThreshold(name: String) throws {
        #expect(try text(#""thresholds": {"\#(name)": 1}"#) != text())
    }

    @Test(arguments: [
        #""policies": {}"#, #""policies": {"clearing": "add"}"#,
        #""thresholds": {"balance-gap": "2h"}"#,
        #""fieldMap": {"transaction.id": "id"}"#, #""maskedPaths": ["a"]"#,
        #""retryWindow": "1h""#,
        #""credentialSets": [{"customHeaders": [{"name": "X", "value": "env:C"}]}]"#,
        #""statement": {"format": "csv", "columns": {"transaction-id": "a", "amount": "b", "currency": "c"}}"#,
    ])
    func stayWithEverythingElse(member: String) throws {
        #expect(try text(member) == text())
    }

    /// A generation that is opened again folds with the very settings that it began with.
    @Test func areReadAsTheyWereStored() throws {
        let complete = try configuration(ServiceConfigurationTests.complete).sources
        let plain = try Provider.allCases.map { provider in
            let basic = #""basicAuth": {"username": "env:A", "password": "env:B"}"#
            let secrets = #""secrets": ["env:A"]"#
            return try configuration(
                source(provider.rawValue, secrets: provider == .nymcard ? basic : secrets)
            ).sources[0]
        }
        let enterprise = try configuration(
            source("standard-webhooks", #""dialect": "uphold-enterprise""#)
        ).sources
        for source in complete + plain + enterprise {
            let settings = source.foldSettings
            let read = try FoldSettings(stored: settings.json, sourceName: source.name)
            #expect(read == settings)
            #expect(read.canonicalText == settings.canonicalText)
            // As PostgreSQL's jsonb gives it back: other order, other spaces.
            let document = try JSONDocument(parsing: Array(settings.json.utf8))
            let turned = JSONWriter.object { object in
                for member in document.root.members.reversed() {
                    object.value(member.key, member.value)
                }
            }
            #expect(try FoldSettings(stored: turned, sourceName: source.name) == settings)
        }
    }

    /// Defaults may change with a version; stored settings leave nothing to them.
    @Test func storedSettingsAreComplete() throws {
        let settings = try configuration(source("agentcard")).sources[0].foldSettings
        let root = try JSONDocument(parsing: Array(settings.json.utf8)).root
        #expect(root["policies"]?["clearing"]?.string == "restate")
        #expect(root["policies"]?["negativeClearingIsRefund"]?.bool == true)
        #expect(root["thresholds"]?["balance-gap"]?.integer == 5_760)
        #expect(
            root["fieldMap"]?["transaction.amount"]?.elements.map(\.string) == ["data.amount_cents"]
        )
    }

    @Test(arguments: [
        ("", "not valid JSON at byte 0: the text is empty"),
        ("[]", "provider is missing; give a provider"),
        (#"{"provider": "uphold"}"#, "environment is missing; give live or test"),
        (
            #"{"provider": "uphold", "environment": "live", "resolvesTransactions": true, "speed": 1}"#,
            "speed: unknown key; known are provider, environment, resolvesTransactions, "
                + "notificationIdHeader, fieldMap, dialect, eventMappings, policies, thresholds"
        ),
    ])
    func unreadableStoredSettingsSayWhatToDo(json: String, problem: String) {
        do throws(StoredSettingsError) {
            _ = try FoldSettings(stored: json, sourceName: "cards")
            Issue.record("the settings were read")
        } catch {
            #expect(
                error.description
                    == "stored settings of cards: \(problem); another version wrote them: run that "
                    + "version, or `trueup reproject --source cards`")
        }
    }

    @Test func differByEnvironmentAndProviderAndApi() throws {
        let uphold = source("uphold")
        let api = source(
            "uphold", #""api": {"baseURL": "https://a", "credentials": {"token": "env:A"}}"#)
        let test = uphold.replacing("live", with: "test")
        let texts = try [uphold, api, test, source("agentcard"), source("standard-webhooks")].map {
            try configuration($0).sources[0].foldSettings.canonicalText
        }
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.hasPrefix("trueup fold settings 1\n") && $0.hasSuffix("\n") })
    }
}
