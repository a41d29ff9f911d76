import Delivery
import HTTPServer
import ProviderAPI
import Runtime
import SimulatedProviders

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
        let account = SimulatedAccount(
            credentials: source.apiCredentials, channel: channel,
            program: ProgramAPIReading(record), options: options)
        guard let routes = source.provider.api.routes(account) else {
            throw UsageError(
                "--api-listen: the API of \(source.name) has no credentials; give --api-key"
                    + " env:NAME, or `api` in the configuration")
        }
        return routes
    }

    /// Two accounts of one provider have the same paths.
    static func checkPaths(of sources: [SimulationSource]) throws {
        var names: [String: String] = [:]
        for source in sources {
            if let other = names.updateValue(source.name, forKey: source.provider.name) {
                throw UsageError(
                    "--api-listen: \(other) and \(source.name) are accounts of one provider, whose"
                        + " APIs have the same paths; name one with --source")
            }
        }
    }
}
