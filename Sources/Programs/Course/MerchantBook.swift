/// The shops of a program: names that occur once, each with its trade.
package struct MerchantBook: Sendable {
    package let merchants: [Merchant]
    /// Category codes of those that take tips.
    package static let tipTrades = Set(Merchant.restaurants.map(\.mcc))

    package static let standard = MerchantBook()

    private init() {
        let places = [
            "", " NORTH", " SOUTH", " HARBOUR", " OLD TOWN", " AIRPORT", " STATION", " MALL",
            " PARK", " BRIDGE", " 24", " EXPRESS",
        ]
        merchants = places.flatMap { place in
            Merchant.all.map { Merchant(name: $0.name + place, mcc: $0.mcc) }
        }
    }
}
