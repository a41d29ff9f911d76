import Configuration
import Delivery
import Providers
import Runtime
import SimulatedProviders

/// One account with a provider that is simulated: whom its deliveries seem to come from, and who
/// may ask its API.
struct SimulationSource {
    let name: String
    let provider: SimulatedProvider
    let isLive: Bool
    let credential: EndpointCredential
    /// By the names under which a configuration knows them: `apiKey`, `token`, `clientId`,
    /// `clientSecret`.
    let apiCredentials: [String: String]

    /// The sources that the options name: those of the configuration, or one that the options
    /// alone describe.
    static func all(_ arguments: ParsedArguments) throws -> [SimulationSource] {
        let names = arguments["--source"].map { $0.split(separator: ",").map(String.init) }
        let configuration = try CommandSettings.configurationIfAny(arguments)
        if arguments["--provider"] == nil {
            guard let configuration, !configuration.sources.isEmpty else {
                throw UsageError(
                    "nothing says whom to simulate: give --provider with its credentials, or"
                        + " --config FILE with sources")
            }
            return try configured(names, configuration, arguments)
        }
        if let names, names.count > 1 {
            throw UsageError("--provider stands for one source; --source names \(names.count)")
        }
        return [try described(names?.first, arguments)]
    }

    private static func configured(
        _ names: [String]?, _ configuration: ServiceConfiguration, _ arguments: ParsedArguments
    ) throws -> [SimulationSource] {
        for option in ["--secret", "--username", "--password", "--header", "--api-key"]
        where arguments[option] != nil {
            throw UsageError(
                "\(option) goes with --provider; the configuration has the credentials otherwise")
        }
        let known = configuration.sources.map(\.name)
        return try (names ?? known).map { name in
            guard let source = configuration.sources.first(where: { $0.name == name }) else {
                let hint = nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
                throw UsageError("the configuration has no source \"\(name)\"\(hint)")
            }
            return try SimulationSource(source)
        }
    }

    init(_ source: SourceConfiguration) throws {
        guard let provider = SimulatedProviders.named(source.provider.name) else {
            throw UsageError(
                "\(source.name): there is no simulation of \(source.provider.name); name others"
                    + " with --source")
        }
        name = source.name
        self.provider = provider
        isLive = source.environment == .live
        let references = source.credentials
        if let secret = references.secrets.first {
            credential = .secret(try Self.text(secret))
        } else if let set = references.fixedSets.first {
            credential = .fixed(
                username: try set.basic.map { try Self.text($0.username) },
                password: try set.basic.map { try Self.text($0.password) } ?? "",
                headers: try set.headers.map {
                    HeaderField(name: $0.name, value: try Self.text($0.value))
                })
        } else {
            credential = .none
        }
        apiCredentials = try source.api?.credentials.mapValues { try Self.text($0) } ?? [:]
    }

    private static func described(
        _ name: String?, _ arguments: ParsedArguments
    ) throws -> SimulationSource {
        guard
            let word = try arguments.choice("--provider", of: SimulatedProviders.names),
            let provider = SimulatedProviders.named(word)
        else { throw UsageError("--provider is missing") }
        var api: [String: String] = [:]
        if let key = try reference("--api-key", arguments) {
            api[provider.api.keyName] = key
        }
        return SimulationSource(
            name: name ?? "\(word)-simulated", provider: provider,
            isLive: arguments.isSet("--live"), credential: try credential(provider, arguments),
            apiCredentials: api)
    }

    private init(
        name: String, provider: SimulatedProvider, isLive: Bool, credential: EndpointCredential,
        apiCredentials: [String: String]
    ) {
        self.name = name
        self.provider = provider
        self.isLive = isLive
        self.credential = credential
        self.apiCredentials = apiCredentials
    }

    private static func credential(
        _ provider: SimulatedProvider, _ arguments: ParsedArguments
    ) throws -> EndpointCredential {
        guard provider.credentialForm == .fixed else {
            guard let secret = try reference("--secret", arguments) else {
                throw UsageError("\(provider.name) signs its deliveries: give --secret env:NAME")
            }
            return .secret(secret)
        }
        let username = try reference("--username", arguments)
        let password = try reference("--password", arguments)
        guard (username == nil) == (password == nil) else {
            throw UsageError("--username and --password go together")
        }
        let headers = try arguments["--header"].map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UsageError("--header takes NAME=REFERENCE, such as x-hook-token=env:TOKEN")
            }
            return [HeaderField(name: parts[0], value: try Self.text(SecretReference(parts[1])))]
        }
        guard username != nil || headers != nil else {
            throw UsageError(
                "\(provider.name) sends credentials: give --username and --password, or --header")
        }
        return .fixed(username: username, password: password ?? "", headers: headers ?? [])
    }

    private static func reference(
        _ option: String, _ arguments: ParsedArguments
    ) throws -> String? {
        guard let text = arguments[option] else { return nil }
        do {
            return try Self.text(SecretReference(text))
        } catch let error as SecretReferenceError {
            throw CommandFailure(.wrongConfiguration, "\(option): \(error)")
        }
    }

    private static func text(_ reference: SecretReference) throws -> String {
        do throws(SecretReferenceError) {
            return String(decoding: try reference.resolve().reveal(), as: UTF8.self)
        } catch {
            throw CommandFailure(.wrongConfiguration, "\(error)")
        }
    }
}
