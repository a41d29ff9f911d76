import Delivery
import Events
import Faults
import Programs
import ProviderAPI
import Providers
import Runtime
import SimulatedProviders
import Simulator
import Testing

/// A program's way from the model to its webhooks, and what its provider's API tells meanwhile.
@Suite struct SimulatedProgramTests {
    private static let start = Timestamp(microseconds: 1_767_225_600_000_000)

    private func program(
        _ kind: ProgramKind, events: Int64 = 300, rates: FaultRates = FaultRates(),
        channel: Int = 0, record: ProgramRecord? = nil
    ) -> SimulatedProgram {
        SimulatedProgram(
            ProgramModel(kind, seed: 4, start: Self.start),
            plan: FaultPlan(kind, rates: rates, seed: 4), channel: channel, record: record,
            events: events, keepsDeliveries: true)
    }

    private func all(_ source: some WebhookSource) -> [OutgoingWebhook] {
        var source = source
        var webhooks: [OutgoingWebhook] = []
        while let webhook = source.next() { webhooks.append(webhook) }
        return webhooks
    }

    @Test(arguments: SimulatedProviders.all.map(\.program))
    func withoutFaultsEachEventIsOneWebhookInOrder(kind: ProgramKind) {
        let program = program(kind)
        let webhooks = all(program)
        #expect(webhooks.count == 300)
        #expect(webhooks.map(\.number) == Array(0..<300))
        #expect(
            zip(webhooks, webhooks.dropFirst()).allSatisfy {
                $0.dueAt ?? .latest <= $1.dueAt ?? .earliest
            })
        #expect(webhooks.allSatisfy { $0.isRetried && !$0.isRefusalExpected && $0.flaw == nil })
        #expect(program.deliveries?.map(\.body) == webhooks.map(\.body))
    }

    @Test func faultsBecomeProofsAndFlaws() {
        let rates = FaultRates([
            .forge: 50_000, .replay: 50_000, .dropAndExpire: 50_000, .corruptByte: 50_000,
        ])
        let nymcard = all(program(.nymcard, rates: rates))
        let lost = nymcard.filter { $0.flaw == TransitFlaw(.lost, attempts: .max) }
        #expect(!lost.isEmpty)
        #expect(lost.allSatisfy { $0.isRetried })
        let agentcard = program(.agentcard, rates: rates)
        let webhooks = all(agentcard)
        let refused = webhooks.filter(\.isRefusalExpected)
        #expect(
            refused.count == agentcard.deliveries?.count { $0.answer == .refused })
        #expect(refused.allSatisfy { !$0.isRetried })
        var kinds: Set<String> = []
        for webhook in refused {
            switch (webhook.proof, webhook.flaw?.kind) {
            case (.forged, nil): kinds.insert("forged")
            case (.signed(let secondsAgo), nil):
                #expect(secondsAgo == 600)
                kinds.insert("replayed")
            case (.genuine, .altered(let bytes)?):
                #expect(bytes != webhook.body)
                kinds.insert("altered")
            default: Issue.record("an unexpected way to be refused")
            }
        }
        #expect(kinds == ["forged", "replayed", "altered"])
    }

    @Test func programsMergeByTime() {
        let merged = MergedPrograms([
            program(.nymcard, channel: 0), program(.uphold, channel: 1),
        ])
        let webhooks = all(merged)
        #expect(webhooks.count == 600)
        #expect(Set(webhooks.map(\.channel)) == [0, 1])
        #expect(
            zip(webhooks, webhooks.dropFirst()).allSatisfy {
                $0.dueAt ?? .latest <= $1.dueAt ?? .earliest
            })
        #expect(all(MergedPrograms([program(.nymcard)], limit: 10)).count == 10)
    }

    @Test(arguments: SimulatedProviders.all.map(\.program))
    func theAPITellsTheTruth(kind: ProgramKind) throws {
        let record = ProgramRecord()
        let program = program(kind, events: 2_000, record: record)
        _ = all(program)
        let reading = ProgramAPIReading(record)
        let snapshot = program.snapshot
        var compared = 0
        for account in snapshot.accounts {
            let available: String?
            switch kind {
            case .nymcard: available = reading.nymcardAccount(account.name.id)?.available.decimal
            case .uphold: available = reading.upholdCard(account.name.id)?.available.decimal
            default:
                available = reading.agentcardCard(account.name.id).map {
                    SimulatedMoney($0.balanceCents, "USD", digits: 2).decimal
                }
            }
            // Of an account without an event the API knows nothing yet.
            guard let available else { continue }
            compared += 1
            #expect(
                available
                    == SimulatedMoney(
                        account.available, account.name.currency, digits: account.digits
                    ).decimal)
        }
        #expect(compared > 20)
    }

    @Test func aReadMayBeOlderThanItsEvent() throws {
        var model = ProgramModel(.agentcard, seed: 4, start: Self.start)
        var event = model.next()
        while event.truth.card == nil { event = model.next() }
        let id = try #require(event.truth.card?.id)
        let clock = HandClock()
        let record = ProgramRecord()
        let visibleAt = Timestamp(microseconds: clock.now.microseconds + 30_000_000)
        record.note(event, visibleAt: visibleAt)
        let reading = ProgramAPIReading(record, clock: clock.options.clock)
        #expect(reading.agentcardCard(id) == nil)
        clock.advance(seconds: 30)
        #expect(reading.agentcardCard(id)?.id == id)
    }

    /// The faults of the API, as its clients meet them.
    @Test func faultsActOnTheAPI() throws {
        let storms = RequestStorms()
        let record = ProgramRecord()
        let rates = FaultRates([.staleAPI: 20_000, .rateLimitStorm: 20_000])
        let program = SimulatedProgram(
            ProgramModel(.uphold, seed: 4, start: Self.start),
            plan: FaultPlan(.uphold, rates: rates, seed: 4), channel: 0, record: record,
            storms: storms, events: 400)
        #expect(all(program).count == 400)
        let stormy = program.plan.records.filter { $0.kind == .rateLimitStorm }
        let stale = try #require(
            program.plan.records.first { record in
                record.kind == .staleAPI && record.transactionID != nil
                    && !stormy.contains { storm in
                        (storm.happensAt...(storm.endsAt ?? .latest)).overlaps(
                            record.happensAt...(record.endsAt ?? .latest))
                    }
            })
        let staleUntil = try #require(stale.endsAt)
        let storm = try #require(stormy.first { $0.happensAt > staleUntil })

        let clock = HandClock()
        var options = clock.options
        options.storms = storms
        options.limitsRequests = false
        let reading = ProgramAPIReading(record, clock: options.clock)
        let server = try APITestServer(.uphold) { _ in
            UpholdAPI(
                credentials: UpholdCredentials(
                    clientID: nil, clientSecret: nil, personalToken: "token"),
                program: reading, options: options
            ).routes
        }
        defer { server.stop() }
        let key: KeyValuePairs = ["Authorization": "Bearer token"]
        let path = "/v0/me/transactions/\(try #require(stale.transactionID))"
        clock.set(stale.happensAt)
        let before = try server.ask("GET", path, key)
        clock.set(staleUntil)
        let after = try server.ask("GET", path, key)
        #expect(before.status == 404 || before["status"] != after["status"])
        #expect(after.status == 200)

        clock.set(storm.happensAt)
        let refused = try server.ask("GET", path, key)
        #expect(refused.status == 429)
        #expect(refused.header("Retry-After") == "60")
        clock.set(try #require(storm.endsAt))
        #expect(try server.ask("GET", path, key).status == 200)
    }

    @Test func theClockRunsAsFastAsTheRateNeeds() {
        var settings = ProgramSettings()
        let speed = ProgramPace.speed(
            .nymcard, seed: 4, settings: settings, perSecond: 1_000, events: 4_000)
        settings.speed = speed
        var model = ProgramModel(.nymcard, seed: 4, start: Self.start, settings: settings)
        var last = Self.start
        for _ in 0..<4_000 { last = max(last, model.next().happensAt) }
        let milliseconds = (last.microseconds - Self.start.microseconds) / 1_000
        #expect((3_000...5_000).contains(milliseconds))
    }
}
