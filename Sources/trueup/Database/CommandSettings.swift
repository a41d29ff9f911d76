import Configuration
import Foundation
import Runtime

/// What a command reads of the configuration, besides its own options.
enum CommandSettings {
    /// The file that --config or TRUEUP_CONFIG names, else `trueup.json` here where it exists.
    static func source(
        _ arguments: ParsedArguments, flags: [SettingOverride: String] = [:]
    ) -> ConfigurationSource {
        let environment = ProcessInfo.processInfo.environment
        var file = arguments["--config"]
        if file == nil, environment["TRUEUP_CONFIG", default: ""].isEmpty,
            FileManager.default.fileExists(atPath: defaultFile)
        {
            file = defaultFile
        }
        return ConfigurationSource(configFlag: file, flags: flags, environment: environment)
    }

    private static let defaultFile = "trueup.json"

    /// The configuration without its secrets; nil where no file is named and none lies here.
    static func configurationIfAny(
        _ arguments: ParsedArguments
    ) throws -> ServiceConfiguration? {
        let source = source(arguments)
        return source.file == nil ? nil : try source.load()
    }

    /// TRUEUP_DATABASE, else the file's; nil means the private cluster.
    static func database(_ arguments: ParsedArguments) throws -> String? {
        guard arguments["--database"] == nil, !arguments.isSet("--embedded") else { return nil }
        let configuration = try source(arguments).load()
        return configuration.database.map { String(decoding: $0.reveal(), as: UTF8.self) }
    }
}
