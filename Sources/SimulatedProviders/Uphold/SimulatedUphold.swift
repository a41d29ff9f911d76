import Delivery
import Demonstration
package import Programs

extension SimulatedProvider {
    /// Uphold's classic API: wallets, and notifications without amounts.
    package static let uphold = SimulatedProvider(
        program: .uphold, delivery: .uphold, credentialForm: .secret, endpointID: "whk-sim-0",
        api: SimulatedAPI(
            keyName: "token",
            routes: { account in
                let credentials = UpholdCredentials(
                    clientID: account.credentials["clientId"],
                    clientSecret: account.credentials["clientSecret"],
                    personalToken: account.credentials["token"])
                guard credentials.personalToken != nil || credentials.clientID != nil else {
                    return nil
                }
                return UpholdAPI(
                    credentials: credentials, program: account.program, options: account.options
                ).routes
            }),
        demonstration: DemoPart(
            source: .uphold,
            play: { time, random in
                var wallets = UpholdWallets(before: time, random: random)
                wallets.run()
                return DemoCourse(timeline: wallets.timeline)
            }))
}

extension ProgramKind {
    package static let uphold: ProgramKind = {
        var places = BodyPlaces(
            type: ["type"], unknownType: "simulated:novelty", transaction: ["payload", "id"],
            reference: ["payload", "context", "transaction", "id"],
            revision: ["payload", "revision"])
        places.attempts = ["retries"]
        var kind = ProgramKind(
            name: "uphold", clockResolutionMicroseconds: 1_000, proof: .body,
            retryDelaysMicroseconds: DeliveryPolicy.uphold.delaysMicroseconds,
            balanceGapSeconds: 7_200, places: places, begin: { UpholdModel($0) })
        kind.statesMoney = false
        kind.inventedID = { random, _, _ in random.fastUUID() }
        return kind
    }()
}

extension DemoSource {
    static let uphold = DemoSource(
        name: "uphold-demo", provider: ProgramKind.uphold.name, isLive: true,
        credential: .secret("demo-uphold-secret"), signer: .uphold(secret: "demo-uphold-secret"),
        forger: .uphold(secret: "a-guess"))
}
