import Delivery
import Demonstration
package import Programs
import Providers

extension SimulatedProvider {
    /// NymCard's nCore: cards and accounts, credentials in place of signatures.
    package static let nymcard = SimulatedProvider(
        program: .nymcard, delivery: .nymcard, credentialForm: .fixed, endpointID: "whk-sim-0",
        api: SimulatedAPI(
            keyName: "apiKey",
            routes: { account in
                account.credentials["apiKey"].map { key in
                    NymCardAPI(
                        apiKey: key, channel: account.channel, program: account.program,
                        options: account.options
                    ).routes
                }
            }),
        demonstration: DemoPart(
            source: .nymcard,
            play: { time, random in
                var program = NymCardProgram(before: time, random: random)
                program.run()
                return DemoCourse(timeline: program.timeline, balances: program.balances)
            }))
}

extension ProgramKind {
    package static let nymcard: ProgramKind = {
        var places = BodyPlaces(
            type: ["event"], unknownType: "SIMULATED_NOVELTY", transaction: ["id"],
            reference: ["id"], revision: ["charge_applied", "revision"])
        places.balance = (["available_balance"], { .number($0.shortDecimal) })
        var kind = ProgramKind(
            name: "nymcard", clockResolutionMicroseconds: 1_000, proof: .credentials,
            retryDelaysMicroseconds: DeliveryPolicy.nymcard.delaysMicroseconds,
            balanceGapSeconds: 7_200, places: places, begin: { NymCardModel($0) })
        kind.partialClearingDays = 30
        kind.keepsExpired = true
        return kind
    }()
}

extension DemoSource {
    static let nymcard: DemoSource = {
        let header = HeaderField(name: "x-hook-token", value: "demo-token")
        return DemoSource(
            name: "nymcard-demo", provider: ProgramKind.nymcard.name, isLive: true,
            credential: .fixed(username: "demo-user", password: "demo-password", header: header),
            signer: .nymcard(username: "demo-user", password: "demo-password", headers: [header]),
            forger: .nymcard(username: "demo-user", password: "a-guess", headers: []))
    }()
}
