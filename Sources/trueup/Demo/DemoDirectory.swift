import Demonstration
import Foundation
import Glibc
import Providers
import Runtime

/// A throw-away directory of a demonstration's or a drill's own: its database and its
/// configuration.
struct DemoDirectory {
    let path: String

    init(for purpose: String) throws {
        path = NSTemporaryDirectory().trimmingSuffix("/") + "/trueup-\(purpose)-\(getpid())"
        do {
            try FileManager.default.createDirectory(
                // One that is there already belongs to somebody else.
                atPath: path, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o755])
        } catch {
            throw CommandFailure(
                .wrongConfiguration, "cannot make the directory \(path): \(error)")
        }
    }

    var dataDirectory: String { path + "/data" }
    var configurationFile: String { path + "/trueup.json" }

    /// Writes a configuration such as a user would: sources with references to their secrets.
    ///
    /// The thresholds are short, so that a first look shows what would take minutes; but two hours
    /// of events come at once, and none of them is late for that.
    func writeConfiguration(_ sources: [DemoSource]) throws {
        let blocks = sources.map { source in
            """
                {
                  "name": "\(source.name)",
                  "provider": "\(source.provider)",
                  "environment": "\(source.isLive ? "live" : "test")",
                  \(credentials(source)),
                  "thresholds": { "transaction-unresolved": "1s", "balance-gap": "1s",
                      "late-event": "1d" }
                }
            """
        }
        let text = "{\n  \"sources\": [\n\(blocks.joined(separator: ",\n"))\n  ]\n}\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: configurationFile))
    }

    /// The references, and the secrets in this process's environment, where they resolve; called
    /// before any other thread runs, since the environment belongs to all of them.
    private func credentials(_ source: DemoSource) -> String {
        let prefix = source.name.uppercased().replacing("-", with: "_")
        switch source.credential {
        case .secret(let secret):
            unsafe setenv("\(prefix)_SECRET", secret, 1)
            return "\"secrets\": [\"env:\(prefix)_SECRET\"]"
        case .fixed(let username, let password, let header):
            unsafe setenv("\(prefix)_USERNAME", username, 1)
            unsafe setenv("\(prefix)_PASSWORD", password, 1)
            unsafe setenv("\(prefix)_TOKEN", header.value, 1)
            return """
                "basicAuth": { "username": "env:\(prefix)_USERNAME", \
                "password": "env:\(prefix)_PASSWORD" },
                      "customHeaders": [ \
                { "name": "\(header.name)", "value": "env:\(prefix)_TOKEN" } ]
                """
        }
    }

    func remove() {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Terminal.complain("cannot remove \(path): \(error)")
        }
    }

    /// Returns at SIGINT or SIGTERM.
    static func waitForSignal(_ signals: SignalWatch) {
        while !signals.take().contains(where: { $0 != .hangUp }) {
            var descriptor = pollfd(
                fd: signals.fileDescriptor, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&descriptor, 1, -1)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
