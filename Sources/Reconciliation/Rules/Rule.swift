import Events
import Ledger

/// A reconciliation rule: all that there is to know of it in one value.
///
/// A rule is declared in a file of its own and stands in `Rule.all`; whatever speaks of rules
/// (thresholds in the configuration and their documentation, what is loaded, what a drill judges)
/// reads that list. There is one object a rule, so that rules are compared by identity.
package final class Rule: Sendable {
    /// As users know it; part of the contract, and of every finding's id.
    package let name: String
    /// The severities that its findings can have, the mildest first.
    package let severities: [Severity]
    /// What it flags, in half a sentence.
    package let flags: String
    /// What its findings wait for or tolerate.
    package let thresholds: [Threshold]
    /// Events of one type, reason or id share one finding, which counts them.
    package let countsEvents: Bool
    /// What it looks at, and how it judges that.
    let judges: [Judge]

    init(
        _ name: String, _ severities: [Severity], flags: String, thresholds: [Threshold] = [],
        countsEvents: Bool = false, _ judges: Judge...
    ) {
        self.name = name
        self.severities = severities
        self.flags = flags
        self.thresholds = thresholds
        self.countsEvents = countsEvents
        self.judges = judges
    }

    /// It judges arrival itself, which depends on the order in which events were received; the
    /// others judge what is true now, in whatever order it came.
    package var judgesArrival: Bool {
        judges.contains { if case .arrival = $0 { true } else { false } }
    }

    /// The rule of a name; nil when this version has none.
    package static func named(_ name: String) -> Rule? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension Rule: Hashable {
    package static func == (left: Rule, right: Rule) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// What a rule looks at, and its judgement.
///
/// All of them are functions of what they are given: the same subject at the same time is judged
/// the same, whatever came before.
enum Judge: Sendable {
    /// One event at the moment of its arrival.
    case arrival(ArrivalJudge)
    /// A transaction that an event touched, or about which a review fell due.
    ///
    /// Nil where nothing holds and nothing ever can have held: the findings that are stored of the
    /// transaction, if any, are none of this rule's.
    case transaction(@Sendable (Transaction, Timestamp, RuleSettings) -> Judgement?)
    /// A card whose opening, closing or first activity changed.
    case card(@Sendable (Card, RuleSettings) -> Judgement)
    /// An account whose reports or movements changed, in one currency; its discriminators are
    /// made different per currency by whoever asks (`Judgement.inCurrency`).
    ///
    /// A review that falls due counts as a change at the time of its finding. Nil where the account
    /// must be known further back than it is.
    case account(@Sendable (Account, BalanceChange, Timestamp, RuleSettings) -> Judgement?)
}

/// How a rule judges the arrival of one event.
struct ArrivalJudge: Sendable {
    /// The kinds of events that it judges; of most rules webhooks alone: nobody delivered the
    /// others.
    var kinds: Set<EventKind> = [.webhook]
    /// Where this rule speaks, no rule after it in the list is asked about the event: what else an
    /// event says is not to be relied on.
    var isFinal = false
    var judge: @Sendable (Arrival, RuleSettings) -> Finding?
}

extension Rule {
    /// Of every rule, in the order of the list.
    static let judgesOfArrival = all.flatMap(\.judges).compactMap { judge in
        if case .arrival(let judge) = judge { judge } else { nil }
    }
    static let judgesOfTransactions = all.flatMap(\.judges).compactMap { judge in
        if case .transaction(let judge) = judge { judge } else { nil }
    }
    static let judgesOfCards = all.flatMap(\.judges).compactMap { judge in
        if case .card(let judge) = judge { judge } else { nil }
    }
    static let judgesOfAccounts = all.flatMap(\.judges).compactMap { judge in
        if case .account(let judge) = judge { judge } else { nil }
    }
}

extension Judge {
    /// Judges the arrival of webhooks.
    static func webhook(
        _ judge: @escaping @Sendable (Arrival, RuleSettings) -> Finding?
    ) -> Judge {
        .arrival(ArrivalJudge(judge: judge))
    }
}
