import HTTPServer
import Runtime
import Simulator

/// The REST sides of the simulated accounts, on one listener.
enum SimulationAPI {
    /// The routes of one account; throws where its API has no credentials.
    static func routes(
        of source: SimulationSource, channel: DeliveryChannel, record: ProgramRecord,
        storms: RequestStorms, speed: Int64
    ) throws -> [Route] {
        var options = APIOptions()
        options.speed = speed
        options.storms = storms
        let program = ProgramAPIReading(record)
        let credentials = source.apiCredentials
        switch source.kind {
        case .nymcard:
            return NymCardAPI(
                apiKey: try required("apiKey", of: source), channel: channel, program: program,
                options: options
            ).routes
        case .uphold:
            guard credentials["token"] != nil || credentials["clientId"] != nil else {
                throw missing(source)
            }
            return UpholdAPI(
                credentials: UpholdCredentials(
                    clientID: credentials["clientId"], clientSecret: credentials["clientSecret"],
                    personalToken: credentials["token"]),
                program: program, options: options
            ).routes
        case .agentcard:
            let key = try required("apiKey", of: source)
            return AgentCardAPI(
                account: AgentCardAccount(apiKey: key), channel: channel, program: program,
                options: options
            ).routes
        }
    }

    /// Two accounts of one provider have the same paths.
    static func checkPaths(of sources: [SimulationSource]) throws {
        var names: [ProgramKind: String] = [:]
        for source in sources {
            if let other = names.updateValue(source.name, forKey: source.kind) {
                throw UsageError(
                    "--api-listen: \(other) and \(source.name) are accounts of one provider, whose"
                        + " APIs have the same paths; name one with --source")
            }
        }
    }

    private static func required(_ name: String, of source: SimulationSource) throws -> String {
        guard let value = source.apiCredentials[name] else { throw missing(source) }
        return value
    }

    private static func missing(_ source: SimulationSource) -> UsageError {
        UsageError(
            "--api-listen: the API of \(source.name) has no credentials; give --api-key env:NAME,"
                + " or `api` in the configuration")
    }
}
