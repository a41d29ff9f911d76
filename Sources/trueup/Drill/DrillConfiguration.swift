import Cryptography
import Delivery
import Faults
import Foundation
import Glibc
import Providers
import Reconciliation
import SimulatedProviders

/// What the drill's service and its providers share: secrets made for this one run.
struct DrillConfiguration {
    static let secretVariable = "TRUEUP_DRILL_SECRET"
    static let userVariable = "TRUEUP_DRILL_USER"

    /// Rules that the service has and that wait for a configured time.
    static let configurableRules: [ExpectedRule] = Threshold.all.compactMap {
        ExpectedRule(rawValue: $0.name)
    }

    private let secret: String
    /// In seconds, in place of those that are scaled.
    private let thresholds: [ExpectedRule: Int64]

    /// Puts the secrets into this process's environment; called before any other thread runs, since
    /// the environment belongs to all of them.
    init(thresholds: [ExpectedRule: Int64]) throws {
        self.thresholds = thresholds
        secret = Hexadecimal.encode(try randomBytes(count: 24))
        unsafe setenv(Self.secretVariable, secret, 1)
        unsafe setenv(Self.userVariable, "drill", 1)
    }

    func account(_ name: String, _ provider: SimulatedProvider) -> DrillAccount {
        DrillAccount(
            name: name, provider: provider,
            credential: provider.credentialForm == .fixed
                ? .fixed(username: "drill", password: secret, headers: []) : .secret(secret))
    }

    /// Writes the sources with their thresholds scaled to their programs' clocks.
    func write(_ sources: [DrillSource], into directory: DemoDirectory) throws {
        let blocks = sources.map { source in
            Self.block(source.name, source.account.provider, isLive: true) { rule in
                thresholds[rule] ?? source.times.thresholds[rule] ?? 0
            }
        }
        try Data(Self.file(blocks).utf8).write(
            to: URL(fileURLWithPath: directory.configurationFile))
    }

    /// A configuration with which a service of the user's own can be drilled: short thresholds, and
    /// secrets that the environment names.
    static func example(_ providers: [SimulatedProvider], thresholdSeconds: Int64) -> String {
        file(
            providers.map { provider in
                block("drill-\(provider.name)", provider, isLive: false) { _ in thresholdSeconds }
            })
    }

    private static func file(_ blocks: [String]) -> String {
        "{\n  \"sources\": [\n\(blocks.joined(separator: ",\n"))\n  ]\n}\n"
    }

    private static func block(
        _ name: String, _ provider: SimulatedProvider, isLive: Bool,
        _ seconds: (ExpectedRule) -> Int64
    ) -> String {
        let credentials =
            provider.credentialForm == .fixed
            ? """
            "basicAuth": { "username": "env:\(userVariable)", \
            "password": "env:\(secretVariable)" }
            """ : "\"secrets\": [\"env:\(secretVariable)\"]"
        let thresholds = configurableRules.map { "\"\($0.rawValue)\": \"\(seconds($0))s\"" }
        return """
                { "name": "\(name)", "provider": "\(provider.name)",
                  "environment": "\(isLive ? "live" : "test")", \(credentials),
                  "thresholds": { \(thresholds.joined(separator: ", ")) } }
            """
    }
}
