import Configuration
import Events
import Ledger
import Providers
import Reconciliation
import Runtime
import Testing

@Suite struct ServiceConfigurationTests {
    /// Every key that there is.
    static let complete = #"""
        {
          "listen": "[::1]:8443", "adminListen": "127.0.0.2:0", "adminHosts": ["console.internal"],
          "database": "postgresql://trueup@db.internal/trueup", "log": "debug", "logFormat": "text",
          "tlsCertificate": "/etc/trueup/chain.pem", "tlsKey": "/etc/trueup/key.pem",
          "behindProxy": "10.0.0.0/8, fd00::/8",
          "limits": {"bodyBytes": 65536, "readingBytes": 1048576, "connections": 10,
                     "connectionsPerAddress": 5, "queuedDeliveries": 100, "headerSeconds": "5s",
                     "bodySeconds": 20, "idleSeconds": "1m"},
          "alerts": [{"name": "ops", "url": "env:ALERTS", "severity": "critical",
                      "sources": ["ncore"]}],
          "seal": {"keyFile": "/etc/trueup/seal.pem", "directory": "/var/lib/trueup/seals"},
          "sources": [
            {"name": "ncore", "provider": "nymcard", "environment": "live",
             "basicAuth": {"username": "env:NCORE_USER", "password": "file:/run/secrets/ncore"},
             "customHeaders": [{"name": "x-hook-token", "value": "env:NCORE_TOKEN"}],
             "credentialSets": [{"basicAuth": {"username": "env:OLD_USER",
                                               "password": "env:OLD_PASSWORD"}}],
             "notificationIdHeader": "x-event-token", "retryWindow": "12h",
             "fieldMap": {"transaction.id": "txn.token", "notification.id": ["a.b", "c"]},
             "policies": {"clearing": "restate", "release": true,
                          "clockResolutionMicroseconds": 1000000, "announcesCards": false,
                          "approvedStatusCodes": ["00", "01"], "finalCardStatuses": []},
             "maskedPaths": ["user.name", "kyc.documents.0"],
             "api": {"baseURL": "https://api.example.com/v1/",
                     "credentials": {"apiKey": "env:NCORE_KEY"}},
             "statement": {"format": "csv", "columns": {"transaction-id": "Txn",
                           "amount": "Amount", "currency": "Currency"}},
             "thresholds": {"created-at-in-future": 60, "transaction-unresolved": "30m",
                            "balance-gap": "3h"}},
            {"name": "wallet", "provider": "uphold", "environment": "test",
             "secrets": ["env:UPHOLD_NEW", "file:/run/secrets/uphold"],
             "signatureHeader": "X-Signature"},
            {"name": "agent", "provider": "agentcard", "environment": "test",
             "secrets": ["env:AGENT"], "toleranceSeconds": 120,
             "policies": {"negativeClearingIsRefund": false}},
            {"name": "other", "provider": "standard-webhooks", "environment": "live",
             "secrets": ["env:OTHER"], "acceptSvixHeaderNames": true, "dialect": "mapped",
             "eventMappings": {"purchase.done": {"step": "cleared", "amounts": "minor-units",
               "opensCard": true, "closesCard": true,
               "fieldMap": {"transaction.id": "data.id", "transaction.amount": "data.cents"}}}}
          ]
        }
        """#

    @Test func readsTheService() throws {
        let read = try configuration(Self.complete)
        #expect(read.listen.description == "[::1]:8443")
        #expect(read.adminListen.description == "127.0.0.2:0")
        #expect(read.adminHosts == ["console.internal"])
        #expect(read.database?.reveal() == Array("postgresql://trueup@db.internal/trueup".utf8))
        #expect(read.logLevel == .debug)
        #expect(read.logFormat == .text)
        #expect(read.tls?.certificate == "/etc/trueup/chain.pem")
        #expect(read.tls?.key == "/etc/trueup/key.pem")
        #expect(read.proxies.map(\.description) == ["10.0.0.0/8", "fd00::/8"])
        var limits = ServiceLimits()
        (limits.bodyBytes, limits.readingBytes) = (65_536, 1_048_576)
        (limits.connections, limits.connectionsPerAddress) = (10, 5)
        (limits.queuedDeliveries, limits.headerSeconds) = (100, 5)
        (limits.bodySeconds, limits.idleSeconds) = (20, 60)
        #expect(read.limits == limits)
        #expect(read.alerts.map(\.severity) == [.critical])
        #expect(read.seal?.directory == "/var/lib/trueup/seals")
        #expect(read.sources.map(\.name) == ["ncore", "wallet", "agent", "other"])
        #expect(read.source(named: "wallet")?.environment == .test)
        #expect(
            read.unusedSettings == [
                "alerts", "seal", "sources[0].api", "sources[0].statement",
            ])
    }

    @Test func readsSources() throws {
        let sources = try configuration(Self.complete).sources
        let (ncore, wallet, agent, other) = (sources[0], sources[1], sources[2], sources[3])
        #expect(
            ncore.credentials.all.map(\.description) == [
                "env:NCORE_USER", "file:/run/secrets/ncore", "env:NCORE_TOKEN", "env:OLD_USER",
                "env:OLD_PASSWORD",
            ])
        #expect(ncore.credentials.fixedSets.map(\.headers.count) == [1, 0])
        let ncoreFormat = try #require(ncore.providerSettings.format as? NymCardFormat)
        #expect(ncoreFormat.notificationIDHeader == "x-event-token")
        #expect(ncore.retryWindowSeconds == 43_200)
        #expect(
            ncoreFormat.fieldMap[.transactionID].map(\.description) == ["txn.token"])
        #expect(
            ncoreFormat.fieldMap[.notificationID].map(\.description) == ["a.b", "c"])
        // What is not mapped anew stays as it was.
        #expect(
            ncoreFormat.fieldMap[.transactionCardID].map(\.description) == ["card_id"])
        #expect(
            ncore.ledgerPolicy
                == LedgerPolicy(
                    clearing: .restate, releasesRestAfterPartialClearing: true,
                    clockResolutionMicroseconds: 1_000_000, announcesCards: false))
        #expect(ncoreFormat.policies.approvedStatusCodes == ["00", "01"])
        #expect(ncoreFormat.policies.finalCardStatuses == [])
        #expect(ncoreFormat.policies.reversalMessageTypes == ["REVERSAL"])
        #expect(ncore.maskedPaths.map(\.steps) == [["user", "name"], ["kyc", "documents", "0"]])
        #expect(ncore.api?.baseURL == "https://api.example.com/v1")
        #expect(ncore.statement?.columns[.amount] == "Amount")
        #expect(ncore.thresholds[.createdAtInFuture] == 60)
        #expect(ncore.thresholds[.transactionUnresolved] == 1_800)
        #expect(ncore.thresholds[.balanceGap] == 10_800)
        #expect(
            wallet.credentials.secrets.map(\.description)
                == ["env:UPHOLD_NEW", "file:/run/secrets/uphold"])
        let walletFormat = try #require(wallet.providerSettings.format as? UpholdFormat)
        #expect(walletFormat.signatureHeader == "X-Signature")
        let agentFormat = try #require(agent.providerSettings.format as? AgentCardFormat)
        #expect(agentFormat.toleranceSeconds == 120)
        #expect(!agentFormat.negativeClearingIsRefund)
        let otherFormat = try #require(other.providerSettings.format as? StandardWebhooksFormat)
        #expect(otherFormat.acceptsSvixHeaderNames)
        let mapping = try #require(otherFormat.eventMappings["purchase.done"])
        #expect(mapping.step == .cleared && mapping.amounts == .minorUnits)
        #expect(mapping.opensCard && mapping.closesCard)
        #expect(mapping.fields[.transactionAmount].map(\.description) == ["data.cents"])
    }

    @Test func hasDefaults() throws {
        let read = try configuration("{}")
        #expect(read.listen.description == "127.0.0.1:8080")
        #expect(read.adminListen.description == "127.0.0.1:9090")
        #expect(read.database == nil && read.logFormat == nil && read.tls == nil)
        #expect(read.logLevel == .info)
        #expect(read.limits == ServiceLimits())
        #expect(read.limits.bodyBytes == 1_048_576 && read.limits.readingBytes == 67_108_864)
        #expect(read.sources.isEmpty && read.unusedSettings.isEmpty)

        let agent = try configuration(source("agentcard")).sources[0]
        #expect(agent.ledgerPolicy.clearing == .restate)
        #expect(agent.ledgerPolicy.releasesRestAfterPartialClearing)
        #expect(agent.ledgerPolicy.clockResolutionMicroseconds == 1_000_000)
        #expect(agent.thresholds[.balanceGap] == 5_760)
        #expect(agent.retryWindowSeconds == 86_400)
        #expect(agent.maskedPaths.contains(JSONPath(steps: ["data", "date_of_birth"])))
        #expect(agent.providerSettings == ProviderSettings(provider: .agentcard))
        let basic = #""basicAuth": {"username": "env:A", "password": "env:B"}"#
        let ncore = try configuration(source("nymcard", secrets: basic)).sources[0]
        #expect(ncore.ledgerPolicy == LedgerPolicy())
        #expect(ncore.thresholds == Thresholds())
    }

    @Test func rulesKnowTheSource() throws {
        let uphold = try configuration(source("uphold")).sources[0].ruleSettings
        #expect(!uphold.resolvesTransactions && uphold.isLive && !uphold.announcesCards)
        let api =
            #""api": {"baseURL": "https://api.uphold.com/v0", "credentials": {"token": "env:T"}}"#
        #expect(
            try configuration(source("uphold", api)).sources[0].ruleSettings.resolvesTransactions)
        let agent = try configuration(source("agentcard")).sources[0].ruleSettings
        #expect(agent.resolvesTransactions && agent.announcesCards)
        #expect(agent.clockResolutionMicroseconds == 1_000_000)
        let mapped = try configuration(Self.complete).sources[3].ruleSettings
        #expect(mapped.resolvesTransactions)
        let unmapped = try configuration(source("standard-webhooks")).sources[0].ruleSettings
        #expect(!unmapped.resolvesTransactions)
    }

    @Test func flagsGoOverEnvironmentOverFile() throws {
        let file = #"{"listen": "127.0.0.1:1", "adminListen": "127.0.0.1:2", "log": "error"}"#
        let environment = [
            "TRUEUP_LISTEN": "127.0.0.1:10", "TRUEUP_LOG": "", "TRUEUP_DATABASE": "dbname=e",
            "TRUEUP_LOG_FORMAT": "json",
        ]
        let read = try configuration(file, environment: environment)
        #expect(read.listen.port == 10)
        #expect(read.adminListen.port == 2)
        #expect(read.logLevel == .error)
        #expect(read.logFormat == .json)
        #expect(read.database?.reveal() == Array("dbname=e".utf8))
        let flagged = try configuration(
            file, flags: [.listen: "127.0.0.1:100", .database: "dbname=f"],
            environment: environment)
        #expect(flagged.listen.port == 100)
        #expect(flagged.database?.reveal() == Array("dbname=f".utf8))
    }

    /// Every flag is named as the setting and its variable are.
    @Test(arguments: SettingOverride.allCases)
    func overridesAreNamedAlike(setting: SettingOverride) {
        let words = setting.rawValue.replacing(/[A-Z]/) { "-" + $0.output.lowercased() }
        #expect(setting.flag == "--" + words)
        if let variable = setting.variable {
            #expect(variable == "TRUEUP_" + words.replacing("-", with: "_").uppercased())
        }
    }

    @Test func namesWhatNeedsARestart() throws {
        let old = try configuration(#"{"log": "info", "database": "dbname=a"}"#)
        let new = try configuration(
            #"{"log": "debug", "database": "dbname=b", "limits": {"idleSeconds": 5}}"#)
        #expect(new.settingsNeedingRestart(comparedWith: old) == ["database", "limits"])
        #expect(old.settingsNeedingRestart(comparedWith: old) == [])
    }
}
