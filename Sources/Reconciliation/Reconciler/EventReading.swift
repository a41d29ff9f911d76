package import Events

/// One logged event as the reconciler takes it: its facts, or why it is not booked.
///
/// A class, because a batch of readings is gone through several times: a copy of all the texts of
/// an event costs as much as folding it.
package final class EventReading: Sendable {
    /// Whether the event's facts may enter the books.
    package enum Content: Sendable {
        case facts(Interpretation)
        /// Kept in quarantine; `interpretation` still serves the rules that judge arrival.
        case withheld(Interpretation?, reason: String)
    }

    /// Under the id by which the fold knows it (`FoldedIdentifier`).
    package let event: LoggedEvent
    package let content: Content

    /// Reads the event with its kind's decoder; never fails, because an undecodable event is an
    /// answer too.
    package init(
        _ event: LoggedEvent, settings: RuleSettings,
        decode: (LoggedEvent) throws(DecodeError) -> Interpretation
    ) {
        self.event = event.folded
        content = Self.read(event, settings, decode)
    }

    /// An event that the database refused to store rows of.
    package init(_ event: LoggedEvent, refusedBecause reason: String) {
        self.event = event.folded
        content = .withheld(nil, reason: reason)
    }

    package var interpretation: Interpretation? {
        switch content {
        case .facts(let interpretation): interpretation
        case .withheld(let interpretation, _): interpretation
        }
    }

    /// The facts that enter the books.
    var facts: [Fact] {
        if case .facts(let interpretation) = content { interpretation.facts } else { [] }
    }

    /// Why its facts may not enter the books; nil when they may.
    var withheldReason: String? {
        if case .withheld(_, let reason) = content { reason } else { nil }
    }

    /// The event at its arrival, as the rules see it; `withheld` says why it was not booked after
    /// all.
    func arrival(withheld: String?, after head: StreamHead?) -> Arrival {
        // What the books refused is not understood, whatever its reading says.
        let isRefused = withheld != nil && withheldReason == nil
        let isUnderstood = interpretation != nil && !isRefused
        return Arrival(
            event: event, interpretation: interpretation,
            quarantineReason: isUnderstood ? nil : withheld, streamHead: head)
    }

    private static func read(
        _ event: LoggedEvent, _ settings: RuleSettings,
        _ decode: (LoggedEvent) throws(DecodeError) -> Interpretation
    ) -> Content {
        if let first = event.repeats {
            return .withheld(nil, reason: "repeats the id of position \(first) with other content")
        }
        if let reason = event.decodeError { return .withheld(nil, reason: reason) }
        let interpretation: Interpretation
        do throws(DecodeError) {
            interpretation = try decode(event)
        } catch {
            return .withheld(nil, reason: error.reason)
        }
        guard interpretation.isKnownType else {
            return .withheld(
                interpretation, reason: "the type \(event.type ?? "") is not known to this version")
        }
        if ModeMismatch.isMismatch(interpretation, settings: settings) {
            let words = settings.isLive ? ("test", "live") : ("live", "test")
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
