/// A currency or asset by its code as the provider states it: `USD`, `BTC`, `BRK.B`.
package struct Currency: Hashable, Sendable {
    package let code: String

    package init(uncheckedCode code: String) {
        self.code = code
    }
}
