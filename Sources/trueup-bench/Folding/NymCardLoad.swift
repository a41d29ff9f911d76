import Events
import Programs
import SimulatedProviders

/// Prepaid cards on NymCard: loads, purchases, clearings in full and in part, reversals, expiries,
/// declines, refunds, each with the balance after it.
struct NymCardLoad: EventLoad {
    private struct Purchase {
        var id: String
        var fils: Int64
        var merchant: Int
    }

    private struct Account {
        var number: Int
        var postedFils: Int64 = 0
        var holds: [Purchase] = []
        var lastCleared: Purchase?

        var availableFils: Int64 { postedFils - holds.reduce(0) { $0 + $1.fils } }

        var holder: NymCardPayload.Holder {
            NymCardPayload.Holder(
                userID: "user-\(number)", cardID: "card-\(number)", accountID: "acct-\(number)")
        }
    }

    private var random: SeededRandom
    private let population: Population
    private var accounts: [Account] = []

    init(random: SeededRandom, population: Population) {
        self.random = random
        self.population = population
    }

    mutating func next(at time: Timestamp) -> [JSONBody] {
        if population.grows(from: accounts.count, oneIn: 150, &random) {
            return enrol(at: time)
        }
        let index = busyIndex(of: accounts.count, &random)
        let chance = random.below(100)
        if accounts[index].availableFils < 250_00 {
            accounts[index].postedFils += 1_000_00
            return [tell(index, newPurchase(1_000_00), .api, "WALLET_CREDIT", at: time)]
        }
        // A hold lives for several other purchases, as it does for days.
        if chance < 12 * accounts[index].holds.count { return [settle(index, at: time)] }
        if chance >= 95 { return [decline(index, at: time)] }
        if chance >= 91, let original = accounts[index].lastCleared {
            accounts[index].lastCleared = nil
            accounts[index].postedFils += original.fils
            let refund = newPurchase(original.fils)
            return [
                tell(index, refund, .clearing, "REFUND", original: original.id, at: time)
            ]
        }
        let purchase = newPurchase(Int64(500 + random.below(9_000)))
        accounts[index].holds.append(purchase)
        return [tell(index, purchase, .authorization, "PURCHASE", at: time)]
    }

    private mutating func enrol(at time: Timestamp) -> [JSONBody] {
        let account = Account(number: accounts.count + 1)
        accounts.append(account)
        let holder = account.holder
        return [
            NymCardPayload.identityResult(userID: holder.userID, at: time),
            NymCardPayload.cardCreated(holder, last4: "4101", at: time),
            NymCardPayload.cardStatusChange(holder, from: "INACTIVE", to: "ACTIVE", at: time),
        ]
    }

    private mutating func newPurchase(_ fils: Int64) -> Purchase {
        Purchase(id: random.identifier(), fils: fils, merchant: random.below(500))
    }

    private mutating func settle(_ index: Int, at time: Timestamp) -> JSONBody {
        var purchase = accounts[index].holds.removeFirst()
        switch random.below(100) {
        case ..<8:
            return tell(index, purchase, .authorization, "REVERSAL", isStated: false, at: time)
        case ..<10:
            return NymCardPayload.expiredAuthorization(
                transactionID: purchase.id, accounts[index].holder, at: time)
        case ..<22:
            let part = purchase.fils / 3
            purchase.fils -= part
            accounts[index].holds.append(purchase)
            accounts[index].postedFils -= part
            purchase.fils = part
        default:
            accounts[index].postedFils -= purchase.fils
            accounts[index].lastCleared = purchase
        }
        return tell(index, purchase, .clearing, "PURCHASE", at: time)
    }

    private mutating func decline(_ index: Int, at time: Timestamp) -> JSONBody {
        tell(
            index, newPurchase(accounts[index].availableFils + 5_00), .authorization, "PURCHASE",
            status: ("0005", "do not honour"), at: time)
    }

    private func tell(
        _ index: Int, _ purchase: Purchase,
        _ message: NymCardPayload.Transaction.MessageType, _ type: String,
        original: String? = nil, isStated: Bool = true,
        status: (code: String, text: String) = ("0000", "approved"), at time: Timestamp
    ) -> JSONBody {
        func dirhams(_ fils: Int64) -> SimulatedMoney { SimulatedMoney(fils, "AED", digits: 2) }
        var transaction = NymCardPayload.Transaction(
            id: purchase.id, messageType: message, type: type,
            amount: isStated ? dirhams(purchase.fils) : nil, createdAt: time)
        transaction.availableBalance = dirhams(accounts[index].availableFils)
        if message != .api {
            transaction.merchant = "HARBOUR COFFEE \(purchase.merchant)"
            transaction.mcc = "5814"
        }
        transaction.statusCode = status.code
        transaction.statusDescription = status.text
        transaction.originalTransactionID = original
        return NymCardPayload.transaction(transaction, accounts[index].holder)
    }
}
