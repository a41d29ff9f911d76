/// The event types of nCore, as they stand in `event`.
enum NymCardEventType {
    static let cardStatusChange = "CARD_STATUS_CHANGE"
    static let transaction = "TRANSACTION"
    static let kycResult = "KYC_RESULT"
    static let userCreated = "USER_CREATED"
    static let userStatusChange = "USER_STATUS_CHANGE"
    static let userDocumentAlert = "USER_DOCUMENT_ALERT"
    static let identityVerification = "IDENTITY_VERIFICATION"
    static let pinChange = "PIN_CHANGE"
    static let expiredAuthorization = "EXPIRED_AUTH"
    static let chargeApplied = "CHARGE_APPLIED"
    static let accountStatusChange = "ACCOUNT_STATUS_CHANGE"
    static let cardProvisioning = "CARD_PROVISIONING"
    static let tokenNotification = "TOKEN_NOTIFICATION"
    static let successfullyCreated = "SUCCESSFULLY_CREATED"
    static let deliveryPartnerAssigned = "CARD_DELIVERY_PARTNER_ASSIGNED"
    static let deliveryStatusChanged = "CARD_DELIVERY_STATUS_CHANGED"
}
