import Demonstration
import Events
import Programs

/// A program of prepaid cards on NymCard, with its true balances.
///
/// Users pass their checks, get a card and an account, load it and spend.
struct NymCardProgram {
    struct Hold {
        var transactionID: String
        /// What is still held, in minor units of the account's currency.
        var remaining: Int64
        var merchant: Merchant
        /// The amount in the currency of the purchase, where it is another.
        var foreign: SimulatedMoney?
    }

    struct Account {
        var holder: NymCardPayload.Holder
        var last4: String
        var posted: SimulatedMoney
        var holds: [Hold] = []
        var cleared: [(transactionID: String, minorUnits: Int64, merchant: Merchant)] = []

        var held: Int64 { holds.reduce(0) { $0 + $1.remaining } }
        var available: SimulatedMoney { posted.with(posted.minorUnits - held) }
    }

    /// Amounts are made in multiples and parts of this: 1.00 AED, 0.100 KWD.
    static let unit: Int64 = 100

    var timeline: DemoTimeline
    var accounts: [Account]
    let slots: DemoSlots

    init(before now: Timestamp, random: SeededRandom) {
        timeline = DemoTimeline(.nymcard, random: random)
        slots = DemoSlots(before: now, count: 130)
        let currencies = [("AED", 2), ("AED", 2), ("KWD", 3), ("USD", 2)]
        accounts = currencies.enumerated().map { index, currency in
            Account(
                holder: NymCardPayload.Holder(
                    userID: "user-demo-\(index + 1)", cardID: "card-demo-\(index + 1)",
                    accountID: "acct-demo-\(index + 1)"),
                last4: "410\(index + 1)",
                posted: SimulatedMoney(0, currency.0, digits: currency.1))
        }
    }

    /// Lives through all slots in order, so that every balance is that after all before it.
    mutating func run() {
        for slot in 0..<slots.count {
            let time = slots.time(slot, &timeline.random)
            switch slot {
            case 0..<4: enrol(slot, at: time)
            case 4..<8: load(slot - 4, at: time)
            case 50: sendUndecodable(at: time)
            case 77: load(0, at: time)
            case 78: sendOutOfOrder(accountIndex: 0, at: time)
            // States no time, so that it is last on its account: nothing orders it among others.
            case (slots.count - 4)...: charge(slot - (slots.count - 4), at: time)
            default: trade(at: time)
            }
        }
    }

    /// The truth at the end.
    var balances: [DemoBalance] {
        accounts.map { account in
            DemoBalance(
                source: timeline.source.name, accountID: account.holder.accountID,
                available: account.available, posted: account.posted,
                held: account.posted.with(account.held), unseen: account.posted.with(0))
        }
    }

    private mutating func enrol(_ index: Int, at time: Timestamp) {
        let (holder, last4) = (accounts[index].holder, accounts[index].last4)
        let user = holder.userID
        timeline.send(
            NymCardPayload.userCreated(userID: user, at: time), at: time, "\(user) signs up")
        var next = time.after(milliseconds: 2_400)
        timeline.send(
            NymCardPayload.identityResult(userID: user, at: next), at: next, "\(user) passes KYC")
        next = next.after(milliseconds: 136)
        timeline.send(
            NymCardPayload.userStatusChange(userID: user, at: next), at: next, "\(user) is active")
        next = next.after(milliseconds: 900)
        timeline.send(
            NymCardPayload.cardCreated(holder, last4: last4, at: next), at: next,
            "\(holder.cardID) is created")
        next = next.after(milliseconds: 1_300)
        timeline.send(
            NymCardPayload.cardStatusChange(holder, from: "INACTIVE", to: "ACTIVE", at: next),
            at: next, "\(holder.cardID) is active")
    }

    private mutating func charge(_ index: Int, at time: Timestamp) {
        let amount = accounts[index].posted.with(2 * Self.unit)
        accounts[index].posted.minorUnits -= amount.minorUnits
        timeline.send(
            NymCardPayload.chargeApplied(
                id: timeline.id("chg-demo-"), amount: amount, description: "Card issuance",
                type: "VIRTUAL_CARD_ISSUANCE", accounts[index].holder),
            at: time, "issuance charge of \(amount.decimal) \(amount.currency)")
    }
}
