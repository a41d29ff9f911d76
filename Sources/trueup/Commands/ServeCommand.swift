import Configuration
import EventLog
import Foundation
import Postgres
import Runtime

/// `trueup serve`.
enum ServeCommand: Command {
    static let description = CommandDescription(
        name: "serve",
        summary: "Runs the service: takes webhooks, folds them, watches deadlines.",
        discussion: """
            Runs until SIGTERM or SIGINT; what was accepted by then is committed or answered 503.
            SIGHUP, or a change of the configuration file or of a secret file, reloads it.
            --role names what this process does, separated by commas: intake, projector, reconciler
            (both run the workers that fold and judge), admin. Without it, everything.
            """,
        options: [
            .value("--role", "ROLES", "intake, projector, reconciler, admin (default: all)"),
            .value("--listen", "ADDRESS", "of the intake (default 127.0.0.1:8080)"),
            .value("--admin-listen", "ADDRESS", "of health and metrics (default 127.0.0.1:9090)"),
            .value("--tls-certificate", "FILE", "PEM chain, to listen beyond loopback"),
            .value("--tls-key", "FILE", "PEM key of the certificate"),
            .value("--behind-proxy", "CIDR", "a proxy that terminates TLS in front of the intake"),
            .value("--log", "LEVEL", "debug, info, warning or error (default info)"),
            .value("--log-format", "FORMAT", "text or json (default: text on a terminal)"),
            .flag(
                "--unsafe-durability",
                "serve although the server could lose what it has confirmed (fsync off)"),
        ],
        examples: [
            "trueup serve --embedded --config trueup.json",
            "trueup serve --database postgresql://trueup_service@db.internal/trueup",
            "trueup serve --role intake --listen 127.0.0.1:8081",
        ])

    static func run(_ arguments: ParsedArguments) throws -> ExitCode {
        let roles = try roles(arguments)
        // The signals are taken over before any thread starts, so that all of them inherit it.
        let signals = try SignalWatch()
        let source = CommandSettings.source(arguments, flags: overrides(arguments))
        let store = try ConfigurationStore(loading: source, check: RegisteredSources.check)
        let configuration = store.current.configuration
        let logger = Logger(
            level: configuration.logLevel,
            format: configuration.logFormat ?? .forStandardError)
        let database = try DatabaseAccess.open(
            arguments,
            configured: configuration.database.map { String(decoding: $0.reveal(), as: UTF8.self) })
        defer { database.close() }
        if !database.isEmbedded { try requireSchema(database) }
        if configuration.sources.isEmpty {
            logger.warning(
                "no source is configured: every webhook will be answered 404",
                ["file": .text(configuration.file ?? "none")])
        }
        var options = AppenderOptions()
        options.deliveryLimit = configuration.limits.queuedDeliveries
        options.octetLimit = configuration.limits.readingBytes
        options.unsafeDurability = arguments.isSet("--unsafe-durability")
        let service = try TrueupService(
            configuration: store, database: database, roles: roles, owner: ownerName(),
            logger: logger, appenderOptions: options)
        let group = ServiceGroup(
            services: service.services, signals: signals, stopRequest: try StopRequest(),
            logger: logger, reload: service.reload)
        let reason = try group.run()
        logger.info("stopped", ["reason": .describing(reason)])
        return .done
    }

    private static func roles(_ arguments: ParsedArguments) throws -> Set<ServiceRole> {
        guard let text = arguments["--role"] else { return Set(ServiceRole.allCases) }
        return Set(
            try text.split(separator: ",").map { word in
                guard let role = ServiceRole(rawValue: String(word)) else {
                    let words = ServiceRole.allCases.map(\.rawValue)
                    let hint =
                        nearest(to: String(word), among: words)
                        .map { "; did you mean \($0)?" } ?? ""
                    throw UsageError(
                        "\"\(word)\" is no role\(hint) (roles: \(words.joined(separator: ", ")))")
                }
                return role
            })
    }

    /// The options that stand over environment and file.
    private static func overrides(_ arguments: ParsedArguments) -> [SettingOverride: String] {
        var flags: [SettingOverride: String] = [:]
        for setting in SettingOverride.allCases where setting != .database {
            flags[setting] = arguments[setting.flag]
        }
        return flags
    }

    /// A server of the user's own is migrated on purpose, never by a start.
    private static func requireSchema(_ database: DatabaseAccess) throws {
        let connection = try database.connect(as: .service, named: "serve")
        let state = try Migrator(connection).check()
        guard state == .upToDate else {
            throw CommandFailure(.databaseUnavailable, "\(state)")
        }
    }

    /// Who owns a lease: this process on this host.
    private static func ownerName() -> String {
        let process = ProcessInfo.processInfo
        return "\(process.hostName)/\(process.processIdentifier)"
    }
}
