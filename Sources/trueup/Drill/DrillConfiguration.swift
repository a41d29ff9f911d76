import Cryptography
import Foundation
import Glibc
import Providers
import Simulator

/// What the drill's service and its providers share: secrets made for this one run.
struct DrillConfiguration {
    private static let secretVariable = "TRUEUP_DRILL_SECRET"
    private static let userVariable = "TRUEUP_DRILL_USER"

    /// Rules that the service has and that wait for a configured time.
    static let configurableRules: [ExpectedRule] = [
        .createdAtInFuture, .transactionUnresolved, .balanceGap, .lateEvent, .authorizationStale,
    ].filter(\.exists)

    private let secret: String
    /// In seconds, in place of those that are scaled.
    private let thresholds: [ExpectedRule: Int64]

    init(thresholds: [ExpectedRule: Int64]) throws {
        self.thresholds = thresholds
        secret = Hexadecimal.encode(try randomBytes(count: 24))
    }

    func credential(of kind: ProgramKind) -> EndpointCredential {
        kind == .nymcard
            ? .fixed(username: "drill", password: secret, headers: []) : .secret(secret)
    }

    /// Writes the sources with their thresholds scaled to their programs' clocks, and puts the
    /// secrets into this process's environment; called before any other thread runs, since the
    /// environment belongs to all of them.
    func write(_ sources: [DrillSource], into directory: DemoDirectory) throws {
        unsafe setenv(Self.secretVariable, secret, 1)
        unsafe setenv(Self.userVariable, "drill", 1)
        let blocks = sources.map(block)
        let text = "{\n  \"sources\": [\n\(blocks.joined(separator: ",\n"))\n  ]\n}\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory.configurationFile))
    }

    private func block(_ source: DrillSource) -> String {
        let credentials =
            source.kind == .nymcard
            ? """
            "basicAuth": { "username": "env:\(Self.userVariable)", \
            "password": "env:\(Self.secretVariable)" }
            """ : "\"secrets\": [\"env:\(Self.secretVariable)\"]"
        return """
                { "name": "\(source.name)", "provider": "\(source.kind.rawValue)",
                  "environment": "live", \(credentials),
                  "thresholds": { \(thresholds(source.times.thresholds)) } }
            """
    }

    private func thresholds(_ scaled: DrillThresholds) -> String {
        Self.configurableRules.map { rule in
            "\"\(rule.rawValue)\": \"\(thresholds[rule] ?? scaled.seconds(of: rule))s\""
        }.joined(separator: ", ")
    }
}

extension DrillThresholds {
    fileprivate func seconds(of rule: ExpectedRule) -> Int64 {
        switch rule {
        case .createdAtInFuture: createdAtInFuture
        case .transactionUnresolved: transactionUnresolved
        case .balanceGap: balanceGap
        case .lateEvent: lateEvent
        case .authorizationStale: authorizationStale
        default: 0
        }
    }
}
