import Cryptography
import Foundation
import Glibc
import Providers
import Simulator

/// What the drill's service and its providers share: secrets made for this one run.
struct DrillConfiguration {
    private static let secretVariable = "TRUEUP_DRILL_SECRET"
    private static let userVariable = "TRUEUP_DRILL_USER"

    private let secret: String

    init() throws {
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

    /// Those of rules that the service has.
    private func thresholds(_ seconds: DrillThresholds) -> String {
        [
            (ExpectedRule.createdAtInFuture, seconds.createdAtInFuture),
            (.transactionUnresolved, seconds.transactionUnresolved),
            (.balanceGap, seconds.balanceGap), (.lateEvent, seconds.lateEvent),
            (.authorizationStale, seconds.authorizationStale),
        ].filter(\.0.exists).map { "\"\($0.0.rawValue)\": \"\($0.1)s\"" }
            .joined(separator: ", ")
    }
}
