import Events
import SimulatedProviders

extension GeneratedHistory {
    mutating func generateUphold(_ count: Int) {
        let statuses = ["pending", "processing", "completed", "failed", "cancelled", "on-hold"]
        while bodies.count < count {
            let index = bodies.count
            let card = "11111111-1111-4111-8111-\(100_000_000_000 + number(15))"
            let transaction = "22222222-2222-4222-8222-\(100_000_000_000 + number(400))"
            let envelope = UpholdPayload.Envelope(
                id: "33333333-3333-4333-8333-\(100_000_000_000 + index)", userID: "user",
                createdAt: time(), retries: chance(5) ? 1 : 0)
            switch number(100) {
            case ..<45:
                add(
                    UpholdPayload.cardUpdated(
                        cardID: card, transactionID: transaction, envelope))
            case ..<50: add(UpholdPayload.cardUpdated(cardID: card, transactionID: nil, envelope))
            case ..<94:
                add(
                    UpholdPayload.transactionStatusUpdated(
                        transactionID: transaction, status: statuses[number(statuses.count)],
                        envelope))
            case ..<97:
                add(UpholdPayload.authorizationRevoked(authorizationID: "a-\(index)", envelope))
            default: addOddity(index)
            }
        }
    }
}
