package import Events
import Money

extension Decision {
    /// Reads the body of a `decision` event; every error says which member is wrong.
    package init(body bytes: [UInt8]) throws(DecodeError) {
        let body = Body(try Body.root(of: bytes))
        guard let word = try body.word(.decision) else { throw DecodeError("decision is missing") }
        let content: Content
        switch word {
        case "release-hold":
            content = .releaseHold(
                transactionID: try body.requiredID(.transactionID), amount: try body.released())
        case "link-transactions": content = .linkTransactions(try body.link())
        case "adjust": content = .adjust(try body.adjustment())
        default:
            throw DecodeError(bounded: "decision is \(word.prefix(40)), which books nothing here")
        }
        self.init(
            content, actor: try body.requiredText(.actor), reason: try body.requiredText(.reason))
    }
}

extension JSONPath {
    fileprivate static let decision = JSONPath(steps: ["decision"])
    fileprivate static let transactionID = JSONPath(steps: ["transaction_id"])
    fileprivate static let originalID = JSONPath(steps: ["original_id"])
    fileprivate static let relation = JSONPath(steps: ["relation"])
    fileprivate static let accountID = JSONPath(steps: ["account_id"])
    fileprivate static let cardID = JSONPath(steps: ["card_id"])
    fileprivate static let amount = JSONPath(steps: ["amount"])
    fileprivate static let currency = JSONPath(steps: ["currency"])
    fileprivate static let against = JSONPath(steps: ["against"])
    fileprivate static let actor = JSONPath(steps: ["actor"])
    fileprivate static let reason = JSONPath(steps: ["reason"])
}

extension Body {
    fileprivate func link() throws(DecodeError) -> LinkedTransactions {
        let (transactionID, originalID) = (
            try requiredID(.transactionID), try requiredID(.originalID)
        )
        guard transactionID != originalID else {
            throw DecodeError("transaction_id and original_id name the same transaction")
        }
        return LinkedTransactions(
            transactionID: transactionID, originalID: originalID,
            relation: try choice(.relation, or: .clearing), released: try released())
    }

    fileprivate func adjustment() throws(DecodeError) -> Adjustment {
        let (account, card) = (try id(.accountID), try id(.cardID))
        let adjusted: Adjustment.Account
        switch (account, card) {
        case (let account?, nil): adjusted = .account(account)
        case (nil, let card?): adjusted = .card(card)
        default: throw DecodeError("an adjustment names either account_id or card_id")
        }
        guard let amount = try money(.anySign) else { throw DecodeError("amount is missing") }
        return Adjustment(
            account: adjusted, amount: amount, against: try choice(.against, or: .external))
    }

    /// What a release states; nil where it ends all of a hold.
    fileprivate func released() throws(DecodeError) -> MonetaryAmount? { try money(.notNegative) }

    private func money(_ sign: Sign) throws(DecodeError) -> MonetaryAmount? {
        guard let located = self[.amount] else { return nil }
        guard let currency = try Body.currency(self[.currency]) else {
            throw DecodeError("currency is missing beside amount")
        }
        let money = try Body.money(located, currency, .decimalText, sign)
        guard !money.isZero else { throw DecodeError("amount is zero, which changes nothing") }
        return money
    }

    fileprivate func requiredID(_ path: JSONPath) throws(DecodeError) -> String {
        guard let id = try id(path) else {
            throw DecodeError(bounded: "\(path) is missing or empty")
        }
        return id
    }

    /// An operator takes ids from the views, where they are folded already.
    private func id(_ path: JSONPath) throws(DecodeError) -> String? {
        try Self.statedIdentifier(self[path]).map(FoldedIdentifier.of(shown:))
    }

    fileprivate func requiredText(_ path: JSONPath) throws(DecodeError) -> String {
        guard let text = try word(path) else {
            throw DecodeError(bounded: "\(path) is missing or empty")
        }
        return text
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ path: JSONPath, or preset: Choice
    ) throws(DecodeError) -> Choice where Choice.RawValue == String {
        guard let text = try word(path) else { return preset }
        guard let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodeError(bounded: "\(path) is \(text.prefix(40)) and not one of \(words)")
        }
        return choice
    }
}
