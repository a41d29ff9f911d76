import Delivery
import Providers
import SimulatedProviders
import Testing

/// Each provider's schedule, attempt by attempt, without a clock.
@Suite struct DeliveryLifeTests {
    private static let minute: Int64 = 60_000_000

    struct Course: CustomTestStringConvertible {
        let provider: Provider
        /// When each attempt begins, where every one before fails at once.
        let minutes: [Int64]
        let end: DeliveryLife.State
        var testDescription: String { provider.name }
    }

    static let courses = [
        Course(provider: .nymcard, minutes: [0, 1, 2, 3, 4], end: .expired),
        Course(provider: .uphold, minutes: [0, 1, 6, 36, 156], end: .abandoned),
        Course(provider: .agentcard, minutes: [0, 1, 6, 36, 96], end: .abandoned),
    ]

    @Test(arguments: courses) func failuresFollowTheSchedule(course: Course) {
        let policy = DeliveryStyle.of(course.provider).policy
        #expect(policy.attempts == course.minutes.count)
        var life = DeliveryLife(dueAt: 0)
        for (retries, minute) in course.minutes.enumerated() {
            let time = minute * Self.minute
            #expect(life.state == .waiting(until: time))
            let isTooEarly = life.begin(at: time - 1, by: policy)
            #expect(!isTooEarly)
            let isBegun = life.begin(at: time, by: policy)
            #expect(isBegun)
            #expect(life.state == .underWay(answerBy: time + 10_000_000))
            #expect(life.retries == retries)
            life.end(.answered(status: 503), at: time, by: policy)
        }
        #expect(life.state == course.end)
        #expect(life.isOver)
        let goesOn = life.begin(at: .max / 2, by: policy)
        #expect(!goesOn)
    }

    @Test func standardWebhooksFollowsTheSpecificationsExample() {
        let seconds = DeliveryPolicy.standardWebhooks.delaysMicroseconds.map { $0 / 1_000_000 }
        #expect(seconds == [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400])
    }

    @Test(
        arguments: [
            (.answered(status: 200), true), (.answered(status: 204), true),
            (.answered(status: 299), true), (.answered(status: 199), false),
            (.answered(status: 301), false), (.answered(status: 401), false),
            (.answered(status: 500), false), (.timedOut, false), (.unreachable, false),
        ] as [(AttemptResult, Bool)])
    func only2xxAcknowledges(result: AttemptResult, isAcknowledged: Bool) {
        for provider in Provider.all {
            var life = DeliveryLife(dueAt: 5)
            _ = life.begin(at: 5, by: DeliveryStyle.of(provider).policy)
            life.end(result, at: 6, by: DeliveryStyle.of(provider).policy)
            #expect((life.state == .acknowledged) == isAcknowledged)
        }
    }

    @Test func theDelayCountsFromTheEndOfTheAttempt() {
        var life = DeliveryLife(dueAt: 0)
        _ = life.begin(at: 0, by: .agentcard)
        life.end(.timedOut, at: 10_000_000, by: .agentcard)
        #expect(life.state == .waiting(until: 10_000_000 + Self.minute))
    }

    @Test func speedShrinksTheDelaysAndNotTheDeadline() {
        let policy = DeliveryPolicy.agentcard.scaled(by: 1_000)
        #expect(policy.delaysMicroseconds == [60_000, 300_000, 1_800_000, 3_600_000])
        #expect(policy.answerDeadlineMicroseconds == 10_000_000)
        #expect(policy.disablesAfterMicroseconds == 604_800_000)
    }

    @Test func anExpiredNotificationIsSentOnceMoreOnDemand() {
        var life = DeliveryLife(dueAt: 0)
        for minute in Int64(0)...4 {
            _ = life.begin(at: minute * Self.minute, by: .nymcard)
            life.end(.unreachable, at: minute * Self.minute, by: .nymcard)
        }
        life.resend(at: 100)
        #expect(life.state == .waiting(until: 100))
        _ = life.begin(at: 100, by: .nymcard)
        var failing = life
        failing.end(.answered(status: 500), at: 101, by: .nymcard)
        #expect(failing.state == .expired)
        life.end(.answered(status: 200), at: 101, by: .nymcard)
        #expect(life.state == .acknowledged)
        life.resend(at: 200)
        #expect(life.state == .acknowledged)
    }

    @Test func retryAfterPutsOffWhereItIsHeeded() {
        for (policy, expected) in [
            (DeliveryPolicy.standardWebhooks, Int64(30_000_000)), (.agentcard, Self.minute),
        ] {
            var life = DeliveryLife(dueAt: 0)
            _ = life.begin(at: 0, by: policy)
            life.end(.answered(status: 429, retryAfterSeconds: 30), at: 0, by: policy)
            #expect(life.state == .waiting(until: expected))
        }
    }

    @Test func goneEndsOnlyStandardWebhooks() {
        var life = DeliveryLife(dueAt: 0)
        _ = life.begin(at: 0, by: .standardWebhooks)
        life.end(.answered(status: 410), at: 0, by: .standardWebhooks)
        #expect(life.state == .abandoned)
        var other = DeliveryLife(dueAt: 0)
        _ = other.begin(at: 0, by: .agentcard)
        other.end(.answered(status: 410), at: 0, by: .agentcard)
        #expect(other.state == .waiting(until: Self.minute))
    }
}

/// How an endpoint's failures add up.
@Suite struct EndpointHealthTests {
    private static let day: Int64 = 86_400_000_000

    @Test func sevenFailingDaysDisable() {
        var health = EndpointHealth()
        for day in Int64(0)..<7 {
            let isDisabled = health.record(.timedOut, at: day * Self.day, by: .agentcard)
            #expect(!isDisabled)
        }
        let isDisabled = health.record(
            .answered(status: 500), at: 7 * Self.day, by: .agentcard)
        #expect(isDisabled)
        #expect(!health.isActive)
        #expect(health.consecutiveFailures == 8)
        health.enable()
        #expect(health.isActive)
        #expect(health.consecutiveFailures == 0)
        #expect(health.failingSince == nil)
    }

    @Test func oneSuccessBeginsAnew() {
        var health = EndpointHealth()
        _ = health.record(.unreachable, at: 0, by: .agentcard)
        _ = health.record(.answered(status: 200), at: 6 * Self.day, by: .agentcard)
        #expect(health.consecutiveFailures == 0)
        #expect(health.lastSuccessAt == 6 * Self.day)
        let isDisabled = health.record(.unreachable, at: 8 * Self.day, by: .agentcard)
        #expect(!isDisabled)
    }

    @Test(arguments: [Provider.nymcard, .uphold]) func theOthersNeverDisable(provider: Provider) {
        var health = EndpointHealth()
        for day in Int64(0)..<100 {
            let isDisabled = health.record(
                .timedOut, at: day * Self.day, by: DeliveryStyle.of(provider).policy)
            #expect(!isDisabled)
        }
    }
}

/// Small tables of what the engine and the APIs read.
@Suite struct DeliveryWordTests {
    @Test(
        arguments: [
            ("*", "card.updated", true), ("card.updated", "card.updated", true),
            ("card.updated", "card.closed", false), ("card.*", "card.updated", true),
            ("card.*", "cardholder.created", false), ("card.*", "balance.low", false),
            ("transaction.*", "transaction.cleared", true), ("card.*", "card", false),
        ])
    func wildcardsEndAtTheDot(pattern: String, type: String, matches: Bool) {
        #expect(EventSubscription(patterns: [pattern]).matches(type) == matches)
    }

    @Test(
        arguments: [
            ("*", true), ("card.*", true), ("card.updated", true), ("wallet.balance.low", true),
            ("card", false), ("", false), (".*", false), ("card.**", false), ("Card.*", false),
            ("card .updated", false),
        ])
    func patternsAreNamesOrPrefixes(text: String, isPattern: Bool) {
        #expect(EventSubscription.isPattern(text) == isPattern)
    }

    @Test(
        arguments: [
            ("http://127.0.0.1:8080/hooks/a", "http://127.0.0.1:8080/hooks/a"),
            ("http://localhost", "http://localhost/"), ("https://a.test/x?y=1", nil),
            ("http://[::1]:81/", "http://[::1]:81/"),
        ] as [(String, String?)])
    func addressesAreTakenApart(text: String, description: String?) throws {
        let url = try #require(TargetURL(text))
        #expect(url.description == description ?? text)
    }

    @Test(
        arguments: [
            "", "127.0.0.1:8080", "ftp://a/", "http://", "http://a:0/", "http://a:70000/",
            "http://a b/", "http://user@a/", "http://a/#x", "http://a/é",
        ])
    func whatIsNoAddress(text: String) {
        #expect(TargetURL(text) == nil)
    }

    @Test(
        arguments: [
            (#"{"id":"a","retries":0,"type":"t"}"#, 3, #"{"id":"a","retries":3,"type":"t"}"#),
            (#"{"retries":0}"#, 1, #"{"retries":1}"#),
            (#"{"retries":12}"#, 4, #"{"retries":4}"#), (#"{"retries":null}"#, 1, nil),
            (#"{"id":"a"}"#, 1, nil), (#"{"retries":0}"#, 0, nil),
        ] as [(String, Int, String?)])
    func upholdCountsRetriesInTheBody(body: String, retries: Int, expected: String?) {
        let counted = DeliveryStyle.uphold.retriedBody(Array(body.utf8), retries)
        #expect(String(decoding: counted, as: UTF8.self) == expected ?? body)
        #expect(
            DeliveryStyle.agentcard.retriedBody(Array(body.utf8), retries)
                == Array(body.utf8))
    }
}
