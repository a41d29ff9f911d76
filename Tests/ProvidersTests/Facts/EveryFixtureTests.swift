import Events
import Foundation
import Money
import Providers
import Testing

/// What holds for every documented event type.
@Suite struct EveryFixtureTests {
    static let names: [String] = {
        let folder = Bundle.module.resourceURL?.appending(path: "Fixtures")
        return Provider.all.flatMap { provider -> [String] in
            let path = folder?.appending(path: provider.name).path ?? ""
            let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return files.sorted().map { "\(provider.name)/\($0.dropLast(5))" }
        }
    }()

    static func settings(of name: String) -> ProviderSettings {
        let provider = Provider(named: String(name.prefix { $0 != "/" })) ?? .uphold
        guard provider == .standardWebhooks else { return ProviderSettings(provider: provider) }
        return .of(provider) { (format: inout StandardWebhooksFormat) in
            // `DIALECT.TYPE`: a fixture of a dialect is named after it.
            let dialect = StandardWebhooksDialect.all.first { name.contains("/\($0.name).") }
            if let dialect { format.dialect = dialect }
            format.eventMappings = StandardWebhooksFactsTests.mappings
        }
    }

    @Test func fixturesAreThere() {
        #expect(Self.names.count > 50)
    }

    @Test(arguments: names)
    func isKnownAndYieldsFacts(name: String) throws {
        let settings = Self.settings(of: name)
        let interpretation = try read(settings.provider, fixture(name), settings: settings)
        #expect(interpretation.isKnownType)
        #expect(!interpretation.facts.isEmpty || interpretation.lacksTransactionID)
        // An onboarding session is no card, account, transaction or user.
        #expect((interpretation.stream == nil) == name.contains("onboarding"))
        let isTimeless = name == "nymcard/charge-applied"
        #expect(interpretation.statedTime == (isTimeless ? .notExpected : .stated))
    }

    /// A sentence on the timeline holds nothing that tells who someone is.
    @Test(arguments: names)
    func activityHoldsNoPersonalData(name: String) throws {
        let settings = Self.settings(of: name)
        let interpretation = try read(settings.provider, fixture(name), settings: settings)
        for case .activity(let activity) in interpretation.facts {
            for word in ["Demo", "Person", "demo@", "1990", "+1000", "sdk-token"] {
                #expect(!activity.summary.contains(word))
            }
        }
    }

    @Test(arguments: Provider.all)
    func unknownTypesYieldNothing(provider: Provider) throws {
        let key = provider == .nymcard ? "event" : "type"
        let body = #"{"id":"a","\#(key)":"something.new","data":{"id":"x","amount_cents":"?"}}"#
        let interpretation = try read(provider, body)
        #expect(!interpretation.isKnownType)
        #expect(interpretation.facts.isEmpty)
        #expect(!interpretation.lacksTransactionID)
    }

    @Test func onlyWebhooksAndReadsAreInAProvidersFormat() throws {
        let settings = ProviderSettings(provider: .agentcard)
        for kind in EventKind.allCases where kind != .webhook {
            #expect(throws: DecodeError.self) {
                try interpret(
                    LoggedEvent(
                        sourceID: 1, position: 1, kind: kind, eventID: "a", type: "card:updated",
                        receivedAt: CheckValue.signedAt, body: Array(CheckValue.uphold.body.utf8)),
                    settings: settings)
            }
        }
    }

    @Test func anUndecodableEventKeepsItsReason() {
        let error = #expect(throws: DecodeError.self) {
            try interpret(
                LoggedEvent(
                    sourceID: 1, position: 1, kind: .webhook, eventID: "a", type: nil,
                    decodeError: "not valid JSON", receivedAt: CheckValue.signedAt, body: []),
                settings: ProviderSettings(provider: .uphold))
        }
        #expect(error?.reason == "not valid JSON")
    }
}
