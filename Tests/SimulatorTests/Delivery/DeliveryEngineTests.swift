import Delivery
import Events
import Providers
import SimulatedProviders
import Testing

/// The engine against receivers on loopback, good and bad.
@Suite struct DeliveryEngineTests {
    @Test(arguments: Provider.all)
    func everyAttemptVerifiesAndCountsItsRetries(provider: Provider) throws {
        let receiver = try Receiver(statuses: [500, 503, 401])
        defer { receiver.stop() }
        let summary = try TestDelivery(provider, to: [receiver.url()], speed: 10_000_000)
            .run([TestDelivery.webhook()])
        #expect(summary.attempts == 4)
        #expect(summary.retried == 3)
        #expect(summary.acknowledged == 1)
        #expect(summary.statuses == [200: 1, 401: 1, 500: 1, 503: 1])
        let authenticator = try TestCredential.authenticator(provider)
        let received = receiver.received
        #expect(received.count == 4)
        for (retries, request) in received.enumerated() {
            #expect(authenticator.accepts(request))
            let counted = provider == .uphold ? retries : 0
            #expect(request.text.contains(#""retries":\#(counted),"#))
        }
    }

    @Test func agentcardSignsEachAttemptAtItsOwnTime() throws {
        let receiver = try Receiver(statuses: [500])
        defer { receiver.stop() }
        // The first delay of a minute takes 1.2 seconds: another whole second on the clock.
        _ = try TestDelivery(.agentcard, to: [receiver.url()], speed: 50)
            .run([TestDelivery.webhook()])
        let signatures = receiver.received.compactMap { $0.header("AgentCard-Signature") }
        #expect(signatures.count == 2)
        #expect(Set(signatures).count == 2)
        #expect(Set(receiver.received.map(\.body)).count == 1)
    }

    @Test(
        arguments: [(.nymcard, 5), (.uphold, 5), (.agentcard, 5)] as [(Provider, Int)])
    func whatFailsToTheEndIsGivenUp(provider: Provider, attempts: Int) throws {
        let receiver = try Receiver(statuses: Array(repeating: 500, count: 100))
        defer { receiver.stop() }
        let test = try TestDelivery(provider, to: [receiver.url()], speed: 10_000_000)
        let summary = try test.run([TestDelivery.webhook()])
        #expect(receiver.received.count == attempts)
        #expect(summary.givenUp == 1)
        #expect(summary.expired == (provider == .nymcard ? 1 : 0))
        #expect(
            test.channel.expired.map(\.webhook.notificationID)
                == (provider == .nymcard ? ["evt_1"] : []))
    }

    @Test func manyAreSentOverFewConnectionsAndNoneTwice() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        var test = try TestDelivery(.agentcard, to: [receiver.url()])
        test.options.connections = 8
        let summary = try test.run((0..<2_000).map { TestDelivery.webhook($0) })
        #expect(summary.acknowledged == 2_000)
        #expect(summary.attempts == 2_000)
        #expect(summary.unfinished == 0)
        #expect(Set(receiver.received.map(\.body)).count == 2_000)
    }

    @Test func oneStreamKeepsItsOrder() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let webhooks = (0..<600).map { TestDelivery.webhook($0, stream: "card-\($0 % 3)") }
        let summary = try TestDelivery(.agentcard, to: [receiver.url()]).run(webhooks)
        #expect(summary.acknowledged == 600)
        for card in 0..<3 {
            let sent = webhooks.filter { $0.stream == "card-\(card)" }.map(\.body)
            let wanted = Set(sent)
            #expect(receiver.received.map(\.body).filter(wanted.contains) == sent)
        }
    }

    @Test func everySubscribedEndpointIsTold() throws {
        let receiver = try Receiver()
        defer { receiver.stop() }
        let test = try TestDelivery(
            .agentcard, to: ["a", "b", "c", "d"].map { receiver.url($0) })
        _ = test.channel.change("end-0") { $0.events = EventSubscription(patterns: ["card.*"]) }
        _ = test.channel.change("end-1") {
            $0.events = EventSubscription(patterns: ["transaction.*"])
        }
        _ = test.channel.change("end-2") { $0.health.disable(at: 0) }
        let summary = try test.run([TestDelivery.webhook()])
        #expect(summary.webhooks == 1)
        #expect(summary.deliveries == 2)
        #expect(Set(receiver.received.map(\.path)) == ["/hooks/a", "/hooks/d"])
    }

    @Test func nobodyListens() throws {
        let target = TargetURL(host: "127.0.0.1", port: 1, path: "/")
        let summary = try TestDelivery(.agentcard, to: [target], speed: 10_000_000)
            .run([TestDelivery.webhook(1), TestDelivery.webhook(2)])
        #expect(summary.unreachable == 10)
        #expect(summary.abandoned == 2)
    }

    @Test func aTargetWithTLSIsOutOfReach() throws {
        let target = TargetURL(isSecure: true, host: "127.0.0.1", port: 1, path: "/")
        let summary = try TestDelivery(.agentcard, to: [target], speed: 10_000_000)
            .run([TestDelivery.webhook()])
        #expect(summary.unreachable == 5)
    }

    @Test func silenceIsAFailedAttempt() throws {
        let server = try ScriptedServer([.silence, .answer(Self.acknowledged)])
        let summary = try TestDelivery(
            .agentcard, to: [server.url], speed: 10_000_000, answerDeadlineMilliseconds: 100
        ).run([TestDelivery.webhook()])
        #expect(summary.timedOut == 1)
        #expect(summary.acknowledged == 1)
        #expect(server.connectionCount == 2)
    }

    @Test func aConnectionThatClosesBetweenRequestsCostsNoAttempt() throws {
        let server = try ScriptedServer([
            .answerAndClose(Self.acknowledged), .slowAnswer(Self.acknowledged),
            .answer(Self.acknowledged),
        ])
        var test = try TestDelivery(.agentcard, to: [server.url])
        test.options.connections = 1
        let summary = try test.run((0..<3).map { TestDelivery.webhook($0) })
        #expect(summary.attempts == 3)
        #expect(summary.acknowledged == 3)
        #expect(summary.unreachable == 0)
    }

    @Test func aConnectionThatClosesInsteadOfAnAnswerIsAFailedAttempt() throws {
        let server = try ScriptedServer([.close, .answer(Self.acknowledged)])
        let summary = try TestDelivery(.agentcard, to: [server.url], speed: 10_000_000)
            .run([TestDelivery.webhook()])
        #expect(summary.unreachable == 1)
        #expect(summary.acknowledged == 1)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nuntil the end",
    ])
    func theStatusCountsWhateverTheBodyIs(answer: String) throws {
        let server = try ScriptedServer([.answerAndClose(answer)])
        let summary = try TestDelivery(.agentcard, to: [server.url])
            .run([TestDelivery.webhook()])
        #expect(summary.acknowledged == 1)
    }

    @Test func whatIsNoAnswerIsAFailedAttempt() throws {
        let server = try ScriptedServer([
            .answer("SMTP ready\r\n\r\n"), .answer(Self.acknowledged),
        ])
        let summary = try TestDelivery(.agentcard, to: [server.url], speed: 10_000_000)
            .run([TestDelivery.webhook()])
        #expect(summary.unreachable == 1)
        #expect(summary.acknowledged == 1)
    }

    @Test func failingForTooLongDisablesTheEndpoint() throws {
        let receiver = try Receiver(statuses: Array(repeating: 500, count: 100))
        defer { receiver.stop() }
        // Seven days take no time at all, so that the second failure disables.
        let test = try TestDelivery(.agentcard, to: [receiver.url()], speed: 1_000_000_000_000)
        let summary = try test.run([TestDelivery.webhook()])
        #expect(summary.disabledEndpoints == 1)
        #expect(summary.abandoned == 1)
        #expect(receiver.received.count < 5)
        #expect(test.channel.endpoint("end-0")?.health.isActive == false)
    }

    static let acknowledged = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
}

/// What faults do to deliveries.
@Suite struct DeliveryFlawTests {
    private func deliver(
        _ change: (inout OutgoingWebhook) -> Void, statuses: [Int] = []
    ) throws -> (DeliverySummary, [Receiver.Received], Authenticator) {
        let receiver = try Receiver(statuses: statuses)
        defer { receiver.stop() }
        var webhook = TestDelivery.webhook()
        change(&webhook)
        let summary = try TestDelivery(.agentcard, to: [receiver.url()], speed: 10_000_000)
            .run([webhook])
        return (summary, receiver.received, try TestCredential.authenticator(.agentcard))
    }

    @Test func lostAttemptsNeverArrive() throws {
        let (summary, received, _) = try deliver { $0.flaw = TransitFlaw(.lost, attempts: 2) }
        #expect(summary.lost == 2)
        #expect(summary.attempts == 3)
        #expect(received.count == 1)
        let (all, none, _) = try deliver { $0.flaw = TransitFlaw(.lost, attempts: .max) }
        #expect(all.abandoned == 1)
        #expect(none.isEmpty)
    }

    @Test func aCorruptedAttemptDoesNotVerifyAndTheNextDoes() throws {
        let (_, received, authenticator) = try deliver(
            {
                var altered = $0.body
                altered[7] ^= 1
                $0.flaw = TransitFlaw(.altered(altered))
            }, statuses: [401])
        #expect(received.map(authenticator.accepts) == [false, true])
        #expect(zip(received[0].body, received[1].body).count { $0 != $1 } == 1)
    }

    @Test func aForgeryIsSentOnce() throws {
        let (summary, received, authenticator) = try deliver(
            {
                $0.proof = .forged
                $0.isRetried = false
            }, statuses: [401])
        #expect(received.map(authenticator.accepts) == [false])
        #expect(summary.abandoned == 1)
    }

    @Test func anOldSignatureIsRightAndStale() throws {
        let (_, received, authenticator) = try deliver {
            $0.proof = .signed(secondsAgo: 600)
        }
        let request = try #require(received.first)
        let decision = authenticator.decide(
            WebhookRequest(
                headers: request.headers, body: request.body, receivedAt: request.at))
        #expect(decision == .refused(.signatureStale))
    }
}

extension ScriptedServer {
    var url: TargetURL { TargetURL(host: "127.0.0.1", port: port, path: "/hooks/test") }
}
