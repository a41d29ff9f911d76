import Configuration
import Testing

@Suite struct FoldSettingsTests {
    private func text(_ members: String...) throws -> String {
        let secrets = #""basicAuth": {"username": "env:A", "password": "env:B"}"#
        let all = [secrets] + members
        let text = source("nymcard", secrets: all.joined(separator: ", "))
        return try configuration(text).sources[0].foldSettingsText
    }

    @Test(arguments: [
        #""policies": {"clearing": "restate"}"#, #""policies": {"release": true}"#,
        #""policies": {"clockResolutionMicroseconds": 2}"#,
        #""policies": {"announcesCards": false}"#, #""policies": {"approvedStatusCodes": ["1"]}"#,
        #""policies": {"singleMessageTransactionTypes": ["CASH_WITHDRAWAL"]}"#,
        #""thresholds": {"created-at-in-future": 1}"#,
        #""thresholds": {"transaction-unresolved": 1}"#, #""thresholds": {"balance-gap": 1}"#,
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

    @Test(arguments: [
        #""policies": {}"#, #""policies": {"clearing": "add"}"#,
        #""thresholds": {"balance-gap": "2h"}"#, #""thresholds": {"late-event": "2h"}"#,
        #""fieldMap": {"transaction.id": "id"}"#, #""maskedPaths": ["a"]"#,
        #""retryWindow": "1h""#,
        #""credentialSets": [{"customHeaders": [{"name": "X", "value": "env:C"}]}]"#,
        #""statement": {"format": "csv", "columns": {"transaction-id": "a", "amount": "b", "currency": "c"}}"#,
    ])
    func stayWithEverythingElse(member: String) throws {
        #expect(try text(member) == text())
    }

    @Test func differByEnvironmentAndProviderAndApi() throws {
        let uphold = source("uphold")
        let api = source(
            "uphold", #""api": {"baseURL": "https://a", "credentials": {"token": "env:A"}}"#)
        let test = uphold.replacing("live", with: "test")
        let texts = try [uphold, api, test, source("agentcard"), source("standard-webhooks")].map {
            try configuration($0).sources[0].foldSettingsText
        }
        #expect(Set(texts).count == texts.count)
        #expect(texts.allSatisfy { $0.hasPrefix("trueup fold settings 1\n") && $0.hasSuffix("\n") })
    }
}
