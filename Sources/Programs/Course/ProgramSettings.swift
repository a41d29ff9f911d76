/// What a program of cards or wallets is like: its size, its pace, and how often what happens.
///
/// Shares are weights within their group. The defaults are plausible for consumer cards, not taken
/// from any provider: most purchases clear as authorized; about one in twenty is declined; tips,
/// partial and several clearings, reversals and expiries share the rest.
package struct ProgramSettings: Hashable, Sendable {
    /// Card holders or wallet owners; all enrol within `enrolmentSeconds`.
    package var users = 200
    package var enrolmentSeconds: Int64 = 6 * 3_600
    /// The hour of the day at which it begins, whatever the clock says: a seed always gives the
    /// same course.
    package var startHour: Int64 = 14
    /// How often one card or wallet is used on an average day.
    package var actionsPerDay: Int64 = 8
    /// Program seconds that pass in one second of the stated clock.
    package var speed: Int64 = 1
    /// What stands in `livemode`, where the provider has it.
    package var isLive = true
    /// What holders, merchants and the program begin.
    package var actions = ActionShares()
    /// How authorizations end.
    package var endings = EndingShares()
    /// What wallets do.
    package var wallets = WalletShares()

    package init() {}
}

/// Weights of what begins on a card.
///
/// A provider without a kind does its `purchase` instead.
package struct ActionShares: Hashable, Sendable {
    package var purchase: Int64 = 780
    package var decline: Int64 = 45
    /// Balance inquiries and account verifications: no money (NymCard).
    package var inquiry: Int64 = 15
    /// Loads beyond those that keep an account spendable (NymCard).
    package var load: Int64 = 30
    package var unload: Int64 = 10
    package var transfer: Int64 = 15
    package var charge: Int64 = 8
    /// Original credits: money pushed to a card (NymCard).
    package var credit: Int64 = 7
    /// A refund that names its purchase, and one that names none.
    package var linkedRefund: Int64 = 25
    package var unlinkedRefund: Int64 = 8
    /// PIN, tokens, delivery, KYC: nothing of money.
    package var nonFinancial: Int64 = 45
    package var suspension: Int64 = 4
    package var replacement: Int64 = 6
    package var closing: Int64 = 2
    /// A clearing without authorization: legal, and a `lifecycle-gap` by the rules; so a clean run
    /// has none.
    package var forcePost: Int64 = 0

    package init() {}

    package var weights: [Int64] {
        [
            purchase, decline, inquiry, load, unload, transfer, charge, credit, linkedRefund,
            unlinkedRefund, nonFinancial, suspension, replacement, closing, forcePost,
        ]
    }
}

/// Weights of how an authorization ends.
///
/// A provider without a kind clears in full instead.
package struct EndingShares: Hashable, Sendable {
    package var cleared: Int64 = 760
    /// Cleared above the authorization by at most 18 %, where merchants take tips.
    package var tipped: Int64 = 60
    /// Cleared as authorized and then stated anew with a tip (AgentCard).
    package var restated: Int64 = 20
    /// Cleared below the authorization: the rest is released at once (AgentCard), or by age
    /// (NymCard).
    package var partial: Int64 = 40
    /// Two or three clearings that sum to the authorization (NymCard).
    package var multiple: Int64 = 40
    package var reversed: Int64 = 35
    /// A part reversed, the rest cleared (NymCard).
    package var partlyReversed: Int64 = 20
    package var expired: Int64 = 25

    package init() {}

    package var weights: [Int64] {
        [cleared, tipped, restated, partial, multiple, reversed, partlyReversed, expired]
    }
}

/// Weights of what begins in a wallet, and of how it ends.
package struct WalletShares: Hashable, Sendable {
    package var deposit: Int64 = 250
    package var withdrawal: Int64 = 200
    /// To another user.
    package var transfer: Int64 = 400
    /// Between two wallets of one user.
    package var conversion: Int64 = 140
    package var revocation: Int64 = 1

    package var completed: Int64 = 930
    package var failed: Int64 = 45
    package var cancelled: Int64 = 25
    /// Of those that end: by way of `waiting` or `on-hold`.
    package var detour: Int64 = 80

    package init() {}

    package var weights: [Int64] { [deposit, withdrawal, transfer, conversion, revocation] }
    package var endings: [Int64] { [completed, failed, cancelled] }
}
