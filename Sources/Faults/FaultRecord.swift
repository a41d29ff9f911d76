package import Events
package import Programs

/// A fault that was made: what was done to which event.
package struct FaultRecord: Sendable {
    package var number: Int
    package var kind: FaultKind
    /// The event of the program that it was made of, or after.
    package var eventIndex: Int64
    /// The stated or derived ids of the events that it changed, withheld or invented.
    package var eventIDs: [String]
    /// On the stated clock, of the event.
    package var happensAt: Timestamp
    package var transactionID: String?
    package var cardID: String?
    package var accounts: [AccountName]
    /// A type that was invented.
    package var type: String?
    /// What was done, in one sentence.
    package var summary: String
    /// What was kept back: an expired notification that can still be sent.
    package var withheld: ScheduledDelivery?
    /// When what lasts a while is over.
    package var endsAt: Timestamp?
    /// Besides those above, what the events that suffered it are about.
    package var subjects: [ProgramSubject] = []
    /// Deliveries of which every attempt failed.
    package var lostCount = 0
}

/// What a fault came to, by the written definitions.
package enum FaultOutcome: Hashable, Sendable {
    /// These findings show it, open or cured.
    case found([ExpectedFinding.Key])
    /// Only rules that the service does not have yet would show it.
    case foundByLaterRules([ExpectedFinding.Key])
    /// The answer to the request showed it.
    case refused
    /// There is nothing to find, by definition: a repeat is no new event.
    case harmless
    /// Nothing that was delivered can show it, for this reason.
    case masked(String)
}
