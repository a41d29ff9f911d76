import Events
import Providers
import Reconciliation

/// One logged event as the fold takes it: its facts, or why it is not booked.
///
/// A class, because a batch of readings is gone through several times: a copy of all the texts of
/// an event costs as much as folding it.
final class EventReading {
    /// Whether the event's facts may enter the books.
    enum Content {
        case facts(Interpretation)
        /// Kept in quarantine; `interpretation` still serves the rules that judge arrival.
        case withheld(Interpretation?, reason: String)
    }

    /// Under the id by which the fold knows it (`FoldedIdentifier`).
    let event: LoggedEvent
    let content: Content

    /// Decodes the event; never fails, because an undecodable event is an answer too.
    init(_ event: LoggedEvent, settings: ProviderSettings, isLive: Bool) {
        self.event = event.folded
        content = Self.read(event, settings: settings, isLive: isLive)
    }

    /// An event that the database refused to store rows of.
    init(_ event: LoggedEvent, refusedBecause reason: String) {
        self.event = event.folded
        content = .withheld(nil, reason: reason)
    }

    var interpretation: Interpretation? {
        switch content {
        case .facts(let interpretation): interpretation
        case .withheld(let interpretation, _): interpretation
        }
    }

    /// The facts that enter the books.
    var facts: [Fact] {
        if case .facts(let interpretation) = content { interpretation.facts } else { [] }
    }

    /// Its facts may enter the books.
    var isFolded: Bool {
        if case .facts = content { true } else { false }
    }

    private static func read(
        _ event: LoggedEvent, settings: ProviderSettings, isLive: Bool
    ) -> Content {
        if let first = event.repeats {
            return .withheld(nil, reason: "repeats the id of position \(first) with other content")
        }
        if let reason = event.decodeError { return .withheld(nil, reason: reason) }
        let interpretation: Interpretation
        do throws(DecodeError) {
            interpretation = try decode(event, settings: settings)
        } catch {
            return .withheld(nil, reason: error.reason)
        }
        guard interpretation.isKnownType else {
            return .withheld(
                interpretation, reason: "the type \(event.type ?? "") is not known to this version")
        }
        if let eventIsLive = interpretation.isLive, eventIsLive != isLive {
            let words = eventIsLive ? ("live", "test") : ("test", "live")
            return .withheld(interpretation, reason: "a \(words.0) event in a \(words.1) source")
        }
        return judgeTimes(of: event, interpretation) ?? .facts(interpretation)
    }

    /// What to do about a stated time that cannot be true, the event's own or a report's; nil when
    /// all can.
    ///
    /// Booked, it would move every balance since then, or hide money for a lifetime. The bound is
    /// far beyond any retry, resend or statement, and depends on the event alone.
    private static func judgeTimes(
        of event: LoggedEvent, _ interpretation: Interpretation
    ) -> Content? {
        if let time = event.createdAt, let content = judge(time, of: event) { return content }
        for case .balanceReported(let report) in interpretation.facts {
            if let time = report.asOf, let content = judge(time, of: event) { return content }
        }
        return nil
    }

    private static func judge(_ time: Timestamp, of event: LoggedEvent) -> Content? {
        let distance = time.microseconds - event.receivedAt.microseconds
        guard distance.magnitude > maximumDistanceMicroseconds.magnitude else { return nil }
        let place = distance < 0 ? "before" : "after"
        return .withheld(
            nil, reason: "the stated time lies more than 50 years \(place) the receipt")
    }

    /// 50 years of 365.25 days.
    private static let maximumDistanceMicroseconds: Int64 = 50 * 31_557_600 * 1_000_000
}
