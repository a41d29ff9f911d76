import Configuration
import Events
import Ledger
import Providers
import Reconciliation
import Settings
import Testing

/// The one stored form of what a projection depends on.
@Suite struct FoldSettingsTests {
    /// For every setting that a provider declares, other values than the default: each member of a
    /// source's configuration differs from every other.
    static let examples: [String: [String: [String]]] = [
        "nymcard": [
            "notificationIdHeader": [#""notificationIdHeader": "x""#],
            "fieldMap": [
                #""fieldMap": {"transaction.id": "x"}"#, #""fieldMap": {"notification.id": "x"}"#,
                #""fieldMap": {"card.id": "a.b"}"#, #""fieldMap": {"card.id": "a\\.b"}"#,
                #""fieldMap": {"card.id": ["a", "b"]}"#, #""fieldMap": {"card.id": ["b", "a"]}"#,
            ],
            "approvedStatusCodes": [
                #""policies": {"approvedStatusCodes": []}"#,
                #""policies": {"approvedStatusCodes": ["A B"]}"#,
                #""policies": {"approvedStatusCodes": ["A", "B"]}"#,
            ],
            "partialApprovalStatusCodes": [#""policies": {"partialApprovalStatusCodes": ["1"]}"#],
            "authorizationMessageTypes": [#""policies": {"authorizationMessageTypes": ["A"]}"#],
            "finalMessageTypes": [#""policies": {"finalMessageTypes": ["A"]}"#],
            "incrementMessageTypes": [#""policies": {"incrementMessageTypes": ["A"]}"#],
            "apiMessageTypes": [#""policies": {"apiMessageTypes": ["X"]}"#],
            "reversalMessageTypes": [#""policies": {"reversalMessageTypes": ["A"]}"#],
            "reversalTransactionTypes": [#""policies": {"reversalTransactionTypes": ["A"]}"#],
            "singleMessageTransactionTypes": [
                #""policies": {"singleMessageTransactionTypes": ["CASH_WITHDRAWAL"]}"#
            ],
            "finalCardStatuses": [#""policies": {"finalCardStatuses": ["A"]}"#],
            "booksOnOriginal": [#""policies": {"booksOnOriginal": false}"#],
        ],
        "uphold": ["signatureHeader": [#""signatureHeader": "x""#]],
        "agentcard": [
            "signatureHeader": [#""signatureHeader": "x""#],
            "toleranceSeconds": [#""toleranceSeconds": 5"#],
            "fieldMap": [#""fieldMap": {"transaction.id": "x"}"#],
            "negativeClearingIsRefund": [#""policies": {"negativeClearingIsRefund": false}"#],
        ],
        "standard-webhooks": [
            "toleranceSeconds": [#""toleranceSeconds": 5"#],
            "acceptSvixHeaderNames": [#""acceptSvixHeaderNames": true"#],
            "dialect": [#""dialect": "uphold-enterprise""#],
            "eventMappings": [
                mapping("a"), mapping("b"), mapping("a", #""step": "cleared""#),
                mapping("a", #""step": "authorized""#), mapping("a", #""amounts": "minor-units""#),
                mapping("a", #""opensCard": true"#), mapping("a", #""closesCard": true"#),
                #""eventMappings": {"a": {"fieldMap": {"card.id": "x"}}}"#,
            ],
        ],
    ]

    private static func mapping(_ type: String, _ members: String...) -> String {
        let all = [#""fieldMap": {}"#] + members
        return #""eventMappings": {"\#(type)": {\#(all.joined(separator: ", "))}}"#
    }

    /// Settings that every source has, whatever its provider.
    static let commonExamples = [
        #""policies": {"clockResolutionMicroseconds": 2}"#
    ]

    private static func settings(_ provider: String, _ member: String = "") throws -> FoldSettings {
        let isFixed = Provider(named: provider)?.credentials == .fixed
        let secrets =
            isFixed
            ? #""basicAuth": {"username": "env:A", "password": "env:B"}"# : #""secrets": ["env:A"]"#
        let members = member.isEmpty ? [] : [member]
        let text = source(provider, secrets: ([secrets] + members).joined(separator: ", "))
        return try configuration(text).sources[0].foldSettings
    }

    @Test func everyDeclaredSettingHasAnExample() {
        for provider in Provider.all {
            let declared = Set(provider.format.settingDescriptions.map(\.key))
            #expect(Set(Self.examples[provider.name]?.keys.map { $0 } ?? []) == declared)
        }
    }

    @Test(arguments: Provider.all)
    func changeWithWhatAProjectionDependsOnAndWithNothingElse(provider: Provider) throws {
        var known = [try Self.settings(provider.name).json]
        let descriptions = provider.format.settingDescriptions
        for (key, members) in Self.examples[provider.name] ?? [:] {
            let effect = descriptions.first { $0.key == key }?.effect
            for member in members {
                let json = try Self.settings(provider.name, member).json
                #expect(known.contains(json) == (effect == .intake), "\(member)")
                known.append(json)
            }
        }
        for member in Self.commonExamples {
            let json = try Self.settings(provider.name, member).json
            #expect(!known.contains(json), "\(member)")
            known.append(json)
        }
    }

    /// The settings of the ledger, each turned away from the provider's default.
    @Test(arguments: Provider.all)
    func changeWithTheLedgersPolicy(provider: Provider) throws {
        let ledger = provider.format.booking.policy
        let clearing = ledger.clearing == .add ? "restate" : "add"
        for member in [
            #""clearing": "\#(clearing)""#,
            #""release": \#(!ledger.releasesRestAfterPartialClearing)"#,
            #""announcesCards": \#(!ledger.announcesCards)"#,
        ] {
            let changed = try Self.settings(provider.name, #""policies": {\#(member)}"#)
            #expect(try changed.json != Self.settings(provider.name).json)
        }
    }

    @Test(arguments: Threshold.all.map(\.name))
    func changeWithEveryThreshold(name: String) throws {
        let changed = try Self.settings("nymcard", #""thresholds": {"\#(name)": 1}"#)
        #expect(try changed.json != Self.settings("nymcard").json)
    }

    @Test(arguments: [
        #""policies": {}"#, #""policies": {"clearing": "add"}"#,
        #""policies": {"approvedStatusCodes": ["0885", "0003", "0001", "0000", "0002"]}"#,
        #""thresholds": {"balance-gap": "2h"}"#, #""thresholds": {"balance-gap": 7200}"#,
        #""fieldMap": {}"#,
        #""fieldMap": {"transaction.id": "id"}"#, #""fieldMap": {"transaction.id": ["id"]}"#,
        #""maskedPaths": ["a"]"#, #""retryWindow": "1h""#,
        #""credentialSets": [{"customHeaders": [{"name": "X", "value": "env:C"}]}]"#,
        #""statement": {"format": "csv", "columns": {"transaction-id": "a", "amount": "b", "currency": "c"}}"#,
    ])
    func areTheSameHoweverTheyAreWritten(member: String) throws {
        let settings = try Self.settings("nymcard", member)
        #expect(try settings.json == Self.settings("nymcard").json)
        #expect(try settings.digest == Self.settings("nymcard").digest)
    }

    @Test func orderOfTheConfigurationDoesNotCount() throws {
        let one =
            #""eventMappings": {"b": {"fieldMap": {"card.id": "c", "user.id": "u"}}, "a": {"fieldMap": {}}}"#
        let other =
            #""eventMappings": {"a": {"fieldMap": {}}, "b": {"fieldMap": {"user.id": "u", "card.id": "c"}}}"#
        #expect(
            try Self.settings("standard-webhooks", one).json
                == Self.settings("standard-webhooks", other).json)
    }

    /// A generation that is opened again folds with the very settings that it began with.
    @Test func areReadAsTheyWereStored() throws {
        var all = try configuration(ServiceConfigurationTests.complete).sources.map(\.foldSettings)
        for provider in Provider.all {
            all.append(try Self.settings(provider.name))
            let members = Self.examples[provider.name]?.values.flatMap(\.self) ?? []
            for member in members + Self.commonExamples {
                all.append(try Self.settings(provider.name, member))
            }
        }
        for settings in all {
            let name = settings.rules.sourceName
            let read = try FoldSettings(stored: settings.json, sourceName: name)
            #expect(read == settings)
            #expect(read.json == settings.json)
            // As PostgreSQL's jsonb gives it back: other order, other spaces.
            let document = try JSONDocument(parsing: Array(settings.json.utf8))
            let turned = JSONWriter.object { object in
                for member in document.root.members.reversed() {
                    object.value(member.key, member.value)
                }
            }
            #expect(try FoldSettings(stored: turned, sourceName: name) == settings)
        }
    }

    /// Defaults may change with a version; stored settings leave nothing to them.
    @Test func storedSettingsAreComplete() throws {
        let settings = try Self.settings("agentcard")
        let root = try JSONDocument(parsing: Array(settings.json.utf8)).root
        #expect(root["policies"]?["clearing"]?.string == "restate")
        #expect(root["policies"]?["negativeClearingIsRefund"]?.bool == true)
        #expect(root["thresholds"]?["balance-gap"]?.integer == 5_760)
        #expect(
            root["fieldMap"]?["transaction.amount"]?.elements.map(\.string) == ["data.amount_cents"]
        )
    }

    /// The text that a digest is made of: it stays the same as long as the settings do.
    @Test func theOneFormIsFixed() throws {
        #expect(
            try Self.settings("uphold").json
                == #"{"provider":"uphold","environment":"live","resolvesTransactions":false,"#
                + #""policies":{"clearing":"add","release":false,"#
                + #""clockResolutionMicroseconds":1000,"announcesCards":false},"#
                + #""thresholds":{"created-at-in-future":120,"late-event":7200,"#
                + #""transaction-unresolved":900,"balance-gap":7200}}"#)
    }

    @Test(arguments: [
        ("", "not valid JSON at byte 0: the text is empty"),
        (
            "[]",
            "provider is missing; give one of nymcard, uphold, agentcard, standard-webhooks"
        ),
        (
            #"{"provider": "nymkard"}"#,
            #"provider: "nymkard" is unknown; did you mean nymcard?"#
        ),
        (#"{"provider": "uphold"}"#, "environment is missing; give live or test"),
        (
            #"{"provider": "uphold", "environment": "live", "resolvesTransactions": true, "speed": 1}"#,
            "speed: unknown key; known are provider, environment, resolvesTransactions, "
                + "policies, thresholds"
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
        let digests = try [uphold, api, test, source("agentcard"), source("standard-webhooks")].map
        {
            try configuration($0).sources[0].foldSettings.digest
        }
        #expect(Set(digests).count == digests.count)
    }
}
