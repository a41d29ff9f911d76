package import EventLog
import Events
package import HTTPServer
import Providers
package import Runtime

/// `POST /hooks/{source}`: verify, read the envelope, append, answer.
///
/// Nothing here blocks: the handler runs on the listener's thread, the answer follows from the
/// appender's thread once the commit that holds the event has returned.
package struct WebhookRoute: Sendable {
    private let sources: SourceTable
    private let appender: Appender
    private let refusals: RefusalCounter
    private let metrics: IntakeMetrics
    private let clientAddress: ClientAddress
    private let clock: Clock

    package init(
        sources: SourceTable, appender: Appender, rejections: RejectionLog,
        metrics: MetricsRegistry, clientAddress: ClientAddress = ClientAddress(),
        clock: Clock = .system
    ) {
        self.sources = sources
        self.appender = appender
        self.metrics = IntakeMetrics(metrics)
        self.clientAddress = clientAddress
        self.clock = clock
        refusals = RefusalCounter(rejections: rejections, metrics: self.metrics, clock: clock)
    }

    /// The path with and without a label: providers that rotate by a second endpoint need a second
    /// address of the same source.
    package var routes: [Route] {
        ["/hooks/{source}", "/hooks/{source}/{label}"].map { pattern in
            Route(.post, pattern) { head, parameters in
                accept(head, sourceName: parameters[0])
            }
        }
    }

    private func accept(_ head: RequestHead, sourceName: String) -> Verdict {
        guard let source = sources[sourceName] else {
            refusals.countUnknownSource()
            return .refuse(WebhookAnswer.unknownSource)
        }
        let proofHeaders = source.authenticator.proofHeaderNames
        if proofHeaders.contains(where: { head.headers.count(of: $0) > 1 }) {
            refusals.countRepeatedProof(source)
            return .refuse(WebhookAnswer.repeatedSignature)
        }
        return .accept { request, responder in receive(request, source, responder) }
    }

    private func receive(_ request: Request, _ source: IntakeSource, _ responder: Responder) {
        let delivery = WebhookRequest(
            headers: request.head.headers.all.map { name, value in
                HeaderField(name: name, value: String(decoding: value, as: UTF8.self))
            },
            body: request.body, receivedAt: Timestamp(microseconds: clock.wallMicroseconds()))
        switch source.authenticator.decide(delivery) {
        case .refused(let cause):
            refusals.count(
                cause, source, body: request.body, from: clientAddress.client(of: request.head))
            responder.answer(WebhookAnswer.unauthorized)
        case .authentic(let proof):
            answer(delivery, proof: proof, source, responder)
        }
    }

    private func answer(
        _ request: WebhookRequest, proof: String, _ source: IntakeSource, _ responder: Responder
    ) {
        let reading: Result<Envelope, DecodeError>
        switch readEnvelope(of: request, settings: source.settings) {
        case .ping:
            metrics.pings.increment()
            responder.answer(WebhookAnswer.pong)
            return
        case .event(let envelope): reading = .success(envelope)
        case .undecodable(let reason): reading = .failure(DecodeError(reason))
        }
        append(
            Delivery(
                sourceID: source.sourceID, reading: reading, proof: proof, body: request.body,
                retryWindowSeconds: source.retryWindowSeconds),
            source, began: clock.monotonicNanoseconds(), responder)
    }

    private func append(
        _ delivery: Delivery, _ source: IntakeSource, began: UInt64, _ responder: Responder
    ) {
        let submission = appender.submit(delivery) { outcome in
            settle(outcome, delivery, source, began: began, responder)
        }
        guard submission != .accepted else { return }
        metrics.countUnaccepted()
        responder.answer(WebhookAnswer.unavailable)
    }

    /// Answers a delivery; on the appender's thread.
    private func settle(
        _ outcome: AppendOutcome, _ delivery: Delivery, _ source: IntakeSource, began: UInt64,
        _ responder: Responder
    ) {
        if case .refused(let reason) = outcome {
            if delivery.isDecoded {
                // Verified, so it gets a position: as bytes, which PostgreSQL always takes.
                let undecoded = delivery.undecoded(because: reason)
                return append(undecoded, source, began: began, responder)
            }
            refusals.countUnstorable(source, body: delivery.body)
        }
        let word = outcome.word(isDecoded: delivery.isDecoded)
        metrics.observe(word, nanoseconds: clock.monotonicNanoseconds() - began)
        responder.answer(WebhookAnswer.of(outcome, word: word))
    }
}

extension Delivery {
    fileprivate var isDecoded: Bool {
        if case .success = reading { true } else { false }
    }

    /// The same delivery as an event whose body could not be decoded.
    fileprivate func undecoded(because reason: String) -> Delivery {
        var delivery = self
        delivery.reading = .failure(
            DecodeError("PostgreSQL refuses a value of the envelope: \(reason)"))
        return delivery
    }
}
