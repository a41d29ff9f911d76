/// The shops of a program: names that occur once, each with its trade.
struct MerchantBook: Sendable {
    let merchants: [Merchant]
    /// Category codes of those that take tips.
    static let tipTrades = Set(Merchant.restaurants.map(\.mcc))

    static let standard = MerchantBook()

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
