import Events
import Ledger
import Money

// A small language for the tables: steps in words become events, entries become words.

/// A table's line that cannot be read: a mistake in the test.
struct UnreadableLine: Error {
    let line: String
}

let usd = Currency(uncheckedCode: "USD")

/// 2026-01-01T00:00:00Z and some seconds.
func second(_ seconds: Int64) -> Timestamp {
    Timestamp(microseconds: 1_767_225_600_000_000 + seconds * 1_000_000)
}

/// `12.50` or `12.50EUR`; dollars unless told otherwise.
func money(_ text: some StringProtocol) throws -> MonetaryAmount {
    let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
    let code = text.dropFirst(digits.count)
    return try MonetaryAmount(
        decimal: String(digits), currency: Currency(code: code.isEmpty ? "USD" : String(code)))
}

func amount(_ text: String) throws -> Amount { try money(text).amount }

/// One event of a scenario: where it stands in the log, and what it says.
struct GivenEvent {
    var event: LoggedEvent
    var interpretation: Interpretation

    init(_ event: LoggedEvent, _ interpretation: Interpretation) {
        self.event = event
        self.interpretation = interpretation
    }

    init(id: String, at createdAt: Timestamp?, position: Int64, facts: [Fact]) {
        // Received a minute after it happened.
        let received = Timestamp(
            microseconds: (createdAt ?? second(position)).microseconds + 60_000_000)
        event = LoggedEvent(
            sourceID: 1, position: position, kind: .webhook, eventID: id, type: "test",
            createdAt: createdAt, receivedAt: received, body: [])
        interpretation = Interpretation(facts: facts)
    }

    /// Reads `@1 cleared 12 card=c1`: the stated second (`@-` for none), the step, an amount, and
    /// `card=`, `account=`, `to=`, `receives=`, `status=`, `original=`, `event=`.
    ///
    /// The card is `c1` unless named; `card=-` names none. `@1 reports c1 total=5 available=4` is a
    /// balance report, `@1 refers` a reference. Facts divided by `;` are of one event.
    init(_ line: String, number: Int) throws {
        var words = line.split(separator: " ")
        guard words.count > 1, words[0].first == "@" else { throw UnreadableLine(line: line) }
        let time = Int64(words.removeFirst().dropFirst()).map(second)
        var id = "e\(number)"
        if let name = words.first(where: { $0.hasPrefix("event=") }) {
            id = String(name.dropFirst(6))
        }
        let facts = try words.split(separator: ";").map { words in
            try GivenEvent.fact(Array(words), at: time, line)
        }
        self.init(id: id, at: time, position: Int64(number), facts: facts)
    }

    private static func fact(
        _ words: [Substring], at time: Timestamp?, _ line: String
    ) throws -> Fact {
        var options: [Substring: String] = [:]
        var plain: [Substring] = []
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { options[parts[0]] = String(parts[1]) } else { plain.append(word) }
        }
        guard let verb = plain.first else { throw UnreadableLine(line: line) }
        let card = options["card"].map { $0 == "-" ? nil : $0 } ?? "c1"
        if verb == "reports" {
            let currency = Currency(uncheckedCode: options["currency"] ?? "USD")
            return .balanceReported(
                BalanceReport(
                    accountID: String(plain[1]), currency: currency,
                    total: try options["total"].map(amount),
                    available: try options["available"].map(amount), asOf: time))
        }
        if verb == "refers" {
            return .reference(
                TransactionReference(transactionID: options["transaction"] ?? "t1", cardID: card))
        }
        guard let kind = TransactionStep.Kind(rawValue: String(verb)) else {
            throw UnreadableLine(line: line)
        }
        var step = TransactionStep(
            transactionID: options["transaction"] ?? "t1", kind: kind,
            amount: plain.count > 1 ? try money(plain[1]) : nil)
        step.cardID = card
        step.accountID = options["account"]
        step.counterpartyAccountID = options["to"]
        step.counterpartyAmount = try options["receives"].map { try money($0) }
        step.status = options["status"]
        step.originalTransactionID = options["original"]
        return .transactionStep(step)
    }
}

extension Amount {
    /// `+12.5`, `-3`, `0`: signed, without trailing zeros.
    var inWords: String {
        var text = description
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return isNegative || isZero ? text : "+" + text
    }
}

extension AccountKey {
    /// `c1`, or `c1/EUR` where it is not dollars.
    var inWords: String { currency == usd ? id : "\(id)/\(currency)" }
}

/// `e1 pending c1 -10, @network +10`: one line per event and layer.
func inWords(_ entries: [Entry]) -> [String] {
    var lines: [String] = []
    var (place, legs): (String, [String]) = ("", [])
    for entry in entries {
        let next = "\(entry.key.cause.eventID) \(entry.layer)"
        if next != place, !legs.isEmpty {
            lines.append("\(place) \(legs.joined(separator: ", "))")
            legs = []
        }
        place = next
        legs.append("\(entry.account.inWords) \(entry.amount.inWords)")
    }
    if !legs.isEmpty { lines.append("\(place) \(legs.joined(separator: ", "))") }
    return lines
}

extension Account {
    /// `c1 posted -12 pending 0 available -12`.
    var inWords: String {
        "\(key.inWords) posted \(posted.inWords) pending \(pending.inWords) "
            + "available \(available.inWords)"
    }
}
