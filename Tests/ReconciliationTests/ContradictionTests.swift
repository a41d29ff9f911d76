import Events
import Ledger
import Money
import Reconciliation
import Testing

/// Given the steps of a transaction: where they contradict each other.
@Suite struct ContradictionTests {
    /// A step in words: `cleared 9EUR account=a1 to=a2`.
    private static func record(_ words: String, position: Int64) throws -> StepRecord {
        var words = words.split(separator: " ")
        let kind = try #require(TransactionStep.Kind(rawValue: String(words.removeFirst())))
        var step = TransactionStep(transactionID: "txn_1", kind: kind)
        for word in words {
            let parts = word.split(separator: "=")
            switch parts[0] {
            case "account": step.accountID = String(parts[1])
            case "card": step.cardID = String(parts[1])
            case "to": step.counterpartyAccountID = String(parts[1])
            case "receives": step.counterpartyAmount = try money(parts[1])
            default: step.amount = try money(word)
            }
        }
        return StepRecord(
            step: step, key: FactKey(eventID: "e\(position)", ordinal: 0),
            createdAt: Given.time(Double(position)), receivedAt: Given.time(100),
            position: position)
    }

    private static func money(_ text: Substring) throws -> MonetaryAmount {
        try MonetaryAmount(
            decimal: String(text.dropLast(3)), currency: Currency(code: String(text.suffix(3))))
    }

    private static func transaction(_ steps: [String]) throws -> Transaction {
        let records = try steps.enumerated().map { try record($1, position: Int64($0) + 1) }
        return Transaction(id: "txn_1", steps: records)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let steps: [String]
        /// Discriminators with amounts.
        let findings: [String]

        var testDescription: String { steps.joined(separator: ", ") }
    }

    @Test(arguments: [
        Case(steps: ["authorized 10USD", "cleared 10USD"], findings: []),
        Case(steps: ["authorized 10USD", "cleared 9EUR"], findings: ["cleared -9.00 EUR"]),
        Case(
            steps: ["cleared 9EUR", "authorized 10USD", "cleared 1EUR"],
            findings: ["cleared -9.00 EUR"]),
        Case(steps: ["cleared 9EUR", "cleared 10USD"], findings: ["cleared -10.00 USD"]),
        Case(
            steps: ["authorized 10USD", "reversed 9EUR", "refunded 1GBP"],
            findings: ["reversed 9.00 EUR", "refunded 1.00 GBP"]),
        Case(steps: ["authorized 10USD", "cleared"], findings: []),
        Case(steps: ["converted 10USD receives=9EUR", "charged 1GBP"], findings: []),
        Case(steps: ["transferred 10USD to=a2 receives=9EUR"], findings: []),
        Case(steps: ["credited 10USD", "adjusted 1EUR"], findings: []),
        Case(steps: [], findings: []),
    ])
    func currencyMismatch(_ test: Case) throws {
        let judgement = CurrencyMismatch.judge(try Self.transaction(test.steps))
        let findings = judgement?.findings ?? []
        #expect(findings.map(Self.inWords) == test.findings)
        #expect(findings.allSatisfy { $0.severity == .error })
        #expect(judgement.map { $0.extent == .everything } ?? true)
    }

    @Test(arguments: [
        Case(steps: ["authorized 10USD account=a1", "cleared 10USD account=a1"], findings: []),
        Case(
            steps: ["authorized 10USD account=a1", "cleared 12USD account=a2"],
            findings: ["holder 12.00 USD"]),
        Case(
            steps: ["authorized 10USD card=c1", "cleared 12USD card=c2"],
            findings: ["holder 12.00 USD"]),
        // A replaced card of the same account.
        Case(
            steps: ["authorized 10USD card=c1 account=a1", "cleared 10USD card=c2 account=a1"],
            findings: []),
        Case(
            steps: ["transferred 7USD account=a1 to=a1"], findings: ["transfer 7.00 USD"]),
        Case(steps: ["transferred 7USD card=c1 to=c1"], findings: ["transfer 7.00 USD"]),
        Case(steps: ["transferred 7USD account=a1 to=a2"], findings: []),
        Case(steps: ["transferred 7USD account=a1 to=a1 receives=6EUR"], findings: []),
        Case(steps: ["converted 7USD account=a1 to=a1 receives=6EUR"], findings: []),
    ])
    func accountConflict(_ test: Case) throws {
        let findings = AccountConflict.judge(try Self.transaction(test.steps))?.findings ?? []
        #expect(findings.map(Self.inWords) == test.findings)
        #expect(findings.allSatisfy { $0.severity == .error && !$0.evidence.isEmpty })
    }

    private static func inWords(_ finding: Finding) -> String {
        "\(finding.key.discriminator) \(finding.amount?.description ?? "-")"
    }

    /// A link says where the authorization is; that it is under another id is no gap.
    @Test func aLinkExplainsAMissingAuthorization() throws {
        let lone = try Self.transaction(["cleared 10USD"])
        #expect(LifecycleGap.judge(lone).findings.count == 1)
        let linked = try Self.transaction(["cleared 10USD", "linked"])
        #expect(LifecycleGap.judge(linked).findings.isEmpty)
    }

    @Test func everyCurrencyOfAnEventHasFindingsOfItsOwn() throws {
        let scope = FindingScope(rule: .balanceGap, subject: Subject(kind: .account, id: "a1"))
        let finding = Finding(
            key: FindingKey(rule: .balanceGap, subject: scope.subject, discriminator: "e1"),
            severity: .info, summary: "", evidence: [])
        let judgement = Judgement(
            scope: scope, extent: .only(["e1", "e2"]), findings: [finding],
            reviews: ["e1": Given.time(1)])
        let euros = judgement.inCurrency(try Currency(code: "EUR"))
        #expect(euros.extent == .only(["e1/EUR", "e2/EUR"]))
        #expect(euros.findings.map(\.key.discriminator) == ["e1/EUR"])
        #expect(euros.reviews == ["e1/EUR": Given.time(1)])
        #expect(euros.scope == scope)
    }
}
