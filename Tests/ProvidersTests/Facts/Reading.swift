import Events
import Foundation
import Money
import Providers
import Testing

/// The bodies in `Fixtures`, by their path without the ending.
func fixture(_ name: String) throws -> String {
    let url = try #require(
        Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
}

extension ProviderSettings {
    /// A provider's settings, some of them changed.
    static func of<Format: WebhookFormat>(
        _ provider: Provider, _ change: (inout Format) -> Void
    ) -> ProviderSettings {
        var format = Format()
        change(&format)
        return ProviderSettings(provider: provider, format: format)
    }
}

/// The way of a body from its delivery to its facts.
func read(
    _ provider: Provider, _ body: String, settings: ProviderSettings? = nil
) throws -> Interpretation {
    let settings = settings ?? ProviderSettings(provider: provider)
    let reading = EnvelopeReadingTests.read(provider, body, settings: settings)
    guard case .event(let envelope) = reading else {
        throw DecodeError("no event: \(reading)")
    }
    return try interpret(
        LoggedEvent(
            sourceID: 1, position: 1, kind: .webhook, eventID: "event", type: envelope.type,
            subject: envelope.subject, createdAt: envelope.createdAt,
            receivedAt: CheckValue.signedAt, attempt: envelope.attempt, body: Array(body.utf8)),
        settings: settings)
}

/// Why a body yields no facts.
func refusal(
    _ provider: Provider, _ body: String, settings: ProviderSettings? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) -> String {
    do {
        let interpretation = try read(provider, body, settings: settings)
        Issue.record("read as \(interpretation)", sourceLocation: sourceLocation)
        return ""
    } catch let error as DecodeError {
        #expect(error.reason.unicodeScalars.count <= 300, sourceLocation: sourceLocation)
        #expect(!error.reason.contains("\n"), sourceLocation: sourceLocation)
        return error.reason
    } catch {
        Issue.record(error, sourceLocation: sourceLocation)
        return ""
    }
}

extension MonetaryAmount {
    /// An amount as a test writes it: `"12.50 USD"`.
    static func of(_ text: String) throws -> MonetaryAmount {
        let parts = text.split(separator: " ").map(String.init)
        return try MonetaryAmount(decimal: parts[0], currency: Currency(code: parts[1]))
    }
}

extension Interpretation {
    /// The only step; a failure when there is none or another fact than a report beside it.
    var step: TransactionStep {
        get throws {
            let steps = facts.compactMap { fact in
                if case .transactionStep(let step) = fact { step } else { nil as TransactionStep? }
            }
            try #require(steps.count == 1)
            return steps[0]
        }
    }
}
