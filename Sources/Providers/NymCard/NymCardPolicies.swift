/// How NymCard's transactions are understood where its pages leave it open.
package struct NymCardPolicies: Hashable, Sendable {
    /// Status codes of an approval; every other stated code declines.
    package var approvedStatusCodes: Set<String>
    /// Codes that approve another amount than the requested one.
    package var partialApprovalStatusCodes: Set<String>
    /// Message types of a request that holds money, and of one that moves it for good.
    package var authorizationMessageTypes: Set<String>
    package var finalMessageTypes: Set<String>
    /// Message types of an authorization that raises an earlier one; the flag
    /// `transaction.is-increment` says the same.
    package var incrementMessageTypes: Set<String>
    /// Those final message types that come from the program itself: they can be declined, and no
    /// authorization stands before them.
    package var apiMessageTypes: Set<String>
    /// A reversal shows as a message type, as a transaction type, or as a flag
    /// (`transaction.is-reversal`).
    package var reversalMessageTypes: Set<String>
    package var reversalTransactionTypes: Set<String>
    /// Transaction types of which the authorization is all that comes (single message): it counts
    /// as final, and a later clearing is not booked again.
    package var singleMessageTransactionTypes: Set<String>
    /// Card statuses that end a card for good.
    package var finalCardStatuses: Set<String>
    /// A clearing, increment, reversal or expiry that has an id of its own and names another as its
    /// original is booked on that one; refunds and credits stay transactions of their own.
    package var booksOnOriginal: Bool

    package init(
        approvedStatusCodes: Set<String> = ["0000", "0001", "0002", "0003", "0885"],
        partialApprovalStatusCodes: Set<String> = ["0002"],
        authorizationMessageTypes: Set<String> = ["AUTHORIZATION"],
        finalMessageTypes: Set<String> = ["CLEARING", "API"],
        incrementMessageTypes: Set<String> = ["INCREMENTAL_AUTHORIZATION"],
        apiMessageTypes: Set<String> = ["API"],
        reversalMessageTypes: Set<String> = ["REVERSAL"],
        reversalTransactionTypes: Set<String> = ["REVERSAL"],
        singleMessageTransactionTypes: Set<String> = [],
        finalCardStatuses: Set<String> = ["TERMINATED"],
        booksOnOriginal: Bool = true
    ) {
        self.approvedStatusCodes = approvedStatusCodes
        self.partialApprovalStatusCodes = partialApprovalStatusCodes
        self.authorizationMessageTypes = authorizationMessageTypes
        self.finalMessageTypes = finalMessageTypes
        self.incrementMessageTypes = incrementMessageTypes
        self.apiMessageTypes = apiMessageTypes
        self.reversalMessageTypes = reversalMessageTypes
        self.reversalTransactionTypes = reversalTransactionTypes
        self.singleMessageTransactionTypes = singleMessageTransactionTypes
        self.finalCardStatuses = finalCardStatuses
        self.booksOnOriginal = booksOnOriginal
    }
}
