import Events
import Programs
import SimulatedProviders

/// Wallets on Uphold's classic API: a transaction's statuses, and the cards that it changes.
struct UpholdLoad: EventLoad {
    private var random: SeededRandom
    private let population: Population
    private var cardIDs: [String] = []

    init(random: SeededRandom, population: Population) {
        self.random = random
        self.population = population
    }

    mutating func next(at time: Timestamp) -> [JSONBody] {
        if population.grows(from: cardIDs.count, oneIn: 50, &random) {
            cardIDs.append(random.identifier())
        }
        let transactionID = random.identifier()
        let first = busyIndex(of: cardIDs.count, &random)
        let cards =
            random.below(2) == 0
            ? [cardIDs[first]] : [cardIDs[first], cardIDs[busyIndex(of: cardIDs.count, &random)]]
        let outcome =
            switch random.below(100) {
            case ..<84: "completed"
            case ..<93: "failed"
            default: "cancelled"
            }
        var bodies = [status("processing", of: transactionID, at: time, milliseconds: 0)]
        for (place, card) in cards.enumerated() {
            bodies.append(
                UpholdPayload.cardUpdated(
                    cardID: card, transactionID: transactionID,
                    envelope(at: time, milliseconds: 100 + Int64(place) * 100)))
        }
        bodies.append(status(outcome, of: transactionID, at: time, milliseconds: 600))
        return bodies
    }

    private mutating func status(
        _ status: String, of transactionID: String, at time: Timestamp, milliseconds: Int64
    ) -> JSONBody {
        UpholdPayload.transactionStatusUpdated(
            transactionID: transactionID, status: status,
            envelope(at: time, milliseconds: milliseconds))
    }

    private mutating func envelope(
        at time: Timestamp, milliseconds: Int64
    ) -> UpholdPayload.Envelope {
        UpholdPayload.Envelope(
            id: random.identifier(), userID: "5e0b5f2c-1c1d-4e3f-8a9b-0c1d2e3f4a5b",
            createdAt: Timestamp(microseconds: time.microseconds + milliseconds * 1_000))
    }
}
