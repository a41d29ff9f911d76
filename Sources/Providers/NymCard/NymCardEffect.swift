import Events

/// What a `TRANSACTION` of nCore does to the books.
enum NymCardEffect {
    case step(TransactionStep.Kind)
    /// It moves nothing; the sentence says why.
    case none(String)

    init(
        body: Body, policies: NymCardPolicies, statusCode: String?
    ) throws(DecodeError) {
        let messageType = try body.word(.transactionMessageType)
        let transactionType = try body.word(.transactionType)
        // A message without a code (clearings may have none) is not declined.
        let isApproved = statusCode.map { policies.approvedStatusCodes.contains($0) } ?? true
        if try Self.isReversal(body, messageType, transactionType, policies) {
            self = isApproved ? .step(.reversed) : .none("a reversal was not approved")
            return
        }
        guard let transactionType else {
            throw DecodeError(bounded: "\(body.places(of: .transactionType)) is missing or empty")
        }
        guard let final = try Self.finalStep(transactionType, body) else {
            self = .none("a balance inquiry or an account verification")
            return
        }
        let stage = try Self.stage(messageType, transactionType, policies, body)
        guard isApproved else {
            self = stage == .clearing ? .none("a clearing was not approved") : .step(.declined)
            return
        }
        let isIncrement = try Self.isIncrement(body, messageType, policies)
        if stage == .authorization, final == .cleared, isIncrement {
            self = .step(.incremented)
            return
        }
        let isSingle = policies.singleMessageTransactionTypes.contains(transactionType)
        switch stage {
        case .atOnce: self = .step(final)
        case .clearing:
            self =
                isSingle
                ? .none("a clearing of what was final at its authorization") : .step(final)
        case .authorization where isSingle: self = .step(final)
        case .authorization:
            // Money that is to come in is no hold: it is pending, and counts when it is final.
            self = .step(final == .cleared ? .authorized : .creditAuthorized)
        }
    }

    private enum Stage { case authorization, clearing, atOnce }

    private static func stage(
        _ messageType: String?, _ transactionType: String, _ policies: NymCardPolicies,
        _ body: Body
    ) throws(DecodeError) -> Stage {
        // Wallet transactions come from the program itself and are final, however they are sent.
        if transactionType.hasPrefix("WALLET_") { return .atOnce }
        guard let messageType else {
            throw DecodeError(
                bounded: "\(body.places(of: .transactionMessageType)) is missing or empty")
        }
        if policies.authorizationMessageTypes.contains(messageType)
            || policies.incrementMessageTypes.contains(messageType)
        {
            return .authorization
        }
        if policies.apiMessageTypes.contains(messageType) { return .atOnce }
        if policies.finalMessageTypes.contains(messageType) { return .clearing }
        throw DecodeError(
            bounded: "\(body.places(of: .transactionMessageType)) is \(messageType.prefix(40)), "
                + "which no policy of the source names")
    }

    /// The step of a transaction type once it is final; nil for the types that move no money.
    private static func finalStep(
        _ transactionType: String, _ body: Body
    ) throws(DecodeError) -> TransactionStep.Kind? {
        switch transactionType {
        case "PURCHASE", "CASH_WITHDRAWAL", "AFT": return .cleared
        case "REFUND": return .refunded
        case "WALLET_CREDIT", "OCT": return .credited
        case "WALLET_DEBIT": return .debited
        case "WALLET_TRANSFER": return .transferred
        case "BALANCE_INQUIRY", "ACCOUNT_VERIFICATION": return nil
        default:
            throw DecodeError(
                bounded: "\(body.places(of: .transactionType)) is \(transactionType.prefix(40)), "
                    + "which this version does not know")
        }
    }

    /// Which of the three the provider uses is not published.
    private static func isReversal(
        _ body: Body, _ messageType: String?, _ transactionType: String?,
        _ policies: NymCardPolicies
    ) throws(DecodeError) -> Bool {
        if let messageType, policies.reversalMessageTypes.contains(messageType) { return true }
        if let transactionType, policies.reversalTransactionTypes.contains(transactionType) {
            return true
        }
        return try flag(.transactionIsReversal, body)
    }

    /// An authorization that raises an earlier one: a message type or a flag.
    private static func isIncrement(
        _ body: Body, _ messageType: String?, _ policies: NymCardPolicies
    ) throws(DecodeError) -> Bool {
        if let messageType, policies.incrementMessageTypes.contains(messageType) { return true }
        return try flag(.transactionIsIncrement, body)
    }

    private static func flag(_ field: Field, _ body: Body) throws(DecodeError) -> Bool {
        guard let located = body[field] else { return false }
        guard let isSet = located.value.bool else {
            throw DecodeError(at: located, expected: "true or false")
        }
        return isSet
    }
}
