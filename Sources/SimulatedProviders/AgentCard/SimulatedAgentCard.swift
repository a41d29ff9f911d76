import Delivery
import Demonstration
package import Programs

extension SimulatedProvider {
    /// AgentCard: single cards with a balance of their own, and times in whole seconds.
    package static let agentcard = SimulatedProvider(
        program: .agentcard, delivery: .agentcard, credentialForm: .secret, endpointID: "wh_sim_0",
        api: SimulatedAPI(
            keyName: "apiKey",
            routes: { account in
                account.credentials["apiKey"].map { key in
                    AgentCardAPI(
                        account: AgentCardAccount(apiKey: key), channel: account.channel,
                        program: account.program, options: account.options
                    ).routes
                }
            }),
        demonstration: DemoPart(
            source: .agentcard,
            play: { time, random in
                var program = AgentCardProgram(before: time, random: random)
                program.run()
                return DemoCourse(timeline: program.timeline, balances: program.balances)
            }))
}

extension ProgramKind {
    package static let agentcard: ProgramKind = {
        var places = BodyPlaces(
            type: ["type"], unknownType: "simulated.novelty", transaction: ["data", "id"],
            reference: ["data", "id"], revision: ["data", "revision"])
        places.balance = (["data", "balance_cents"], { .integer($0.minorUnits) })
        places.openingType = "card.created"
        places.mode = ["livemode"]
        var kind = ProgramKind(
            name: "agentcard", clockResolutionMicroseconds: 1_000_000, proof: .bodyAndTime,
            retryDelaysMicroseconds: DeliveryPolicy.agentcard.delaysMicroseconds,
            balanceGapSeconds: 96 * 60, places: places, begin: { AgentCardModel($0) })
        kind.clearingAmount = .total
        kind.readsMayLag = false
        kind.inventedID = { _, seed, number in "evt_invented_\(seed)-\(number)" }
        return kind
    }()
}

extension DemoSource {
    static let agentcard = DemoSource(
        name: "agentcard-demo", provider: ProgramKind.agentcard.name, isLive: false,
        credential: .secret("whsec_demo_agentcard_secret"),
        signer: .agentcard(secret: "whsec_demo_agentcard_secret"),
        forger: .agentcard(secret: "whsec_a_guess"))
}
