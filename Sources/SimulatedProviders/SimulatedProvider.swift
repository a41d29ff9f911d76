package import Delivery
package import Demonstration
package import HTTPServer
package import Programs
package import ProviderAPI

/// A provider that can be simulated, in one value.
///
/// It holds all that the simulator, the drill and the demonstration have to know of it; its parts
/// lie in the provider's folder.
package struct SimulatedProvider: Sendable {
    /// What an endpoint's credential is.
    package enum CredentialForm: Hashable, Sendable {
        /// A secret that signs.
        case secret
        /// Basic credentials, headers, or both.
        case fixed
    }

    /// Its programs, and what faults do to their events.
    package var program: ProgramKind
    /// How it sends and signs.
    package var delivery: DeliveryStyle
    package var credentialForm: CredentialForm
    /// The id of the endpoint that a simulation registers.
    package var endpointID: String
    package var api: SimulatedAPI
    /// Its part of the demonstration.
    package var demonstration: DemoPart

    /// As the configuration and the options of commands name it.
    package var name: String { program.name }
}

/// A provider's REST side.
package struct SimulatedAPI: Sendable {
    /// The name of the credential that one key stands for.
    package var keyName: String
    /// Its routes; nil where the credentials, by their names in the configuration, are too few.
    package var routes: @Sendable (_ account: SimulatedAccount) -> [Route]?
}

/// An account with a provider, whose API is served.
package struct SimulatedAccount: Sendable {
    /// By the names under which a configuration knows them.
    package var credentials: [String: String]
    package var channel: DeliveryChannel
    package var program: ProgramAPIReading
    package var options: APIOptions

    package init(
        credentials: [String: String], channel: DeliveryChannel, program: ProgramAPIReading,
        options: APIOptions
    ) {
        self.credentials = credentials
        self.channel = channel
        self.program = program
        self.options = options
    }
}

extension SimulatedProvider: CustomStringConvertible {
    package var description: String { name }
}
