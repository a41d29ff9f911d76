import Events
import Money

/// NymCard nCore: sixteen event types without a common envelope.
enum NymCardFacts {
    static func interpret(
        _ event: ParsedEvent, _ policies: NymCardPolicies
    ) throws(DecodeError) -> Interpretation {
        let body = event.body
        var reading = Interpretation(
            statedTime: Body.statedTime(
                body[.created], .rfc3339, isExpected: timedTypes.contains(event.type)))
        switch event.type {
        case NymCardEventType.transaction:
            try NymCardTransaction(event: event, policies: policies).read(&reading)
        case NymCardEventType.expiredAuthorization:
            try readExpiry(body, policies, &reading)
        case NymCardEventType.chargeApplied: try NymCardCharge.read(body, &reading)
        case NymCardEventType.cardStatusChange:
            try NymCardCard(body: body, policies: policies).readStatusChange(&reading)
        case NymCardEventType.successfullyCreated:
            try NymCardCard(body: body, policies: policies).readCreation(&reading)
        case NymCardEventType.accountStatusChange: try readAccount(body, &reading)
        default: readActivity(event, &reading)
        }
        return reading
    }

    /// Types that should state `created`.
    ///
    /// `CHARGE_APPLIED` has no time by design; of the others it
    /// is not known.
    private static let timedTypes: Set<String> = [
        NymCardEventType.transaction, NymCardEventType.expiredAuthorization,
        NymCardEventType.cardStatusChange, NymCardEventType.successfullyCreated,
        NymCardEventType.accountStatusChange, NymCardEventType.userStatusChange,
        NymCardEventType.kycResult,
    ]

    /// What expires is the rest of the hold; an amount, if one is stated, would only repeat it.
    private static func readExpiry(
        _ body: Body, _ policies: NymCardPolicies, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let cardID = try body.identifier(.transactionCardID)
        let accountID = try body.identifier(.transactionAccountID)
        let transactionID = try body.identifier(.transactionID)
        reading.stream = .first(card: cardID, account: accountID, transaction: transactionID)
        guard let transactionID else {
            reading.lacksTransactionID = true
            return
        }
        var step = TransactionStep(transactionID: transactionID, kind: .expired)
        step.cardID = cardID
        step.accountID = accountID
        step.originalTransactionID = try body.identifier(.transactionOriginalID)
        reading.facts += policies.facts(of: step)
    }

    private static func readAccount(
        _ body: Body, _ reading: inout Interpretation
    ) throws(DecodeError) {
        let accountID = try body.requiredIdentifier(.accountID)
        reading.stream = EventStream(kind: .account, id: accountID)
        let status = try body.word(.accountStatus)
        reading.facts.append(
            .activity(
                Activity(
                    kind: "account", subjectID: accountID,
                    summary: "the account's status changed\(status.map { " to \($0)" } ?? "")")))
    }

    private static let activities: [String: (kind: String, summary: String)] = [
        NymCardEventType.kycResult: ("kyc", "a KYC request changed"),
        NymCardEventType.userCreated: ("user", "a user was created"),
        NymCardEventType.userStatusChange: ("user", "a user's status changed"),
        NymCardEventType.userDocumentAlert: ("document", "a document expires or has expired"),
        NymCardEventType.identityVerification: ("kyc", "an identity verification changed"),
        NymCardEventType.pinChange: ("pin", "the PIN of a card was changed"),
        NymCardEventType.cardProvisioning: ("token", "a card was tokenized"),
        NymCardEventType.tokenNotification: ("token", "the status of a card's token changed"),
        NymCardEventType.deliveryPartnerAssigned: (
            "delivery", "a delivery partner was assigned to a card"
        ),
        NymCardEventType.deliveryStatusChanged: ("delivery", "a card's delivery status changed"),
    ]

    private static func readActivity(_ event: ParsedEvent, _ reading: inout Interpretation) {
        guard let activity = activities[event.type] else {
            reading.isKnownType = false
            return
        }
        let body = event.body
        let userID = body.identifierIfValid(.userID)
        let isAboutUser = ["kyc", "user", "document"].contains(activity.kind)
        let cardID = isAboutUser ? nil : body.identifierIfValid(.cardID)
        reading.stream = .first(card: cardID, user: userID)
        let status = ((try? body.word(.activityStatus)) ?? nil).map { " to \($0.prefix(40))" } ?? ""
        reading.facts.append(
            .activity(
                Activity(
                    kind: activity.kind, subjectID: cardID ?? userID,
                    summary: activity.summary.hasSuffix("changed")
                        ? activity.summary + status : activity.summary)))
    }
}

extension EventStream {
    /// The card that is named, else the account, else the transaction, else the user.
    static func first(
        card: String? = nil, account: String? = nil, transaction: String? = nil,
        user: String? = nil
    ) -> EventStream? {
        if let card { return EventStream(kind: .card, id: card) }
        if let account { return EventStream(kind: .account, id: account) }
        if let transaction { return EventStream(kind: .transaction, id: transaction) }
        return user.map { EventStream(kind: .user, id: $0) }
    }
}
