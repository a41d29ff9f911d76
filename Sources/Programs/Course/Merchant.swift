/// Where the demonstration's cards are used.
package struct Merchant {
    package var name: String
    /// Merchant category code.
    package var mcc: String

    package static let all = [
        Merchant(name: "HARBOUR COFFEE", mcc: "5814"), Merchant(name: "PAPER & INK", mcc: "5943"),
        Merchant(name: "CITY GROCER", mcc: "5411"), Merchant(name: "NORTHLINE RAIL", mcc: "4112"),
        Merchant(name: "CLOUD RENTALS", mcc: "7372"), Merchant(name: "HOTEL MERIDIAN", mcc: "7011"),
        Merchant(name: "BISTRO 21", mcc: "5812"), Merchant(name: "FILLING STATION 7", mcc: "5541"),
    ]

    /// Takes tips: a clearing may be higher than its authorization.
    package static let restaurants = all.filter { ["5812", "5814"].contains($0.mcc) }
}
