import Glibc
import Runtime
package import Settings

/// Where a configuration comes from: what a process was started with.
package struct ConfigurationSource: Sendable {
    /// The file that `--config` or `TRUEUP_CONFIG` names; nil for none.
    package let file: String?
    package let flags: [SettingOverride: String]
    package let environment: [String: String]

    /// - Parameters:
    ///   - configFlag: the value of `--config`, where it was given.
    ///   - flags: the other flags, by setting.
    ///   - environment: the process's environment.
    package init(
        configFlag: String?, flags: [SettingOverride: String] = [:],
        environment: [String: String]
    ) {
        let variable = environment["TRUEUP_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        self.file = configFlag ?? variable
        self.flags = flags
        self.environment = environment
    }

    /// Reads the file and everything over it; without a file there are no sources.
    package func load() throws(ConfigurationError) -> ServiceConfiguration {
        let bytes: [UInt8]?
        if let file {
            bytes = try Self.read(file)
        } else {
            bytes = nil
        }
        return try ServiceConfiguration(
            parsing: bytes, file: file, flags: flags, environment: environment)
    }

    /// More than any configuration has; what is larger is another file.
    private static let sizeLimit = 4 << 20

    private static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // Reads at most as many bytes as `chunk` has.
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, errno) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= sizeLimit else {
                let message = "holds more than \(sizeLimit) bytes: is it the right file?"
                throw ConfigurationError([ConfigurationProblem(.file(path), message)])
            }
        }
    }

    private static func unreadable(_ path: String, _ code: Int32) -> ConfigurationError {
        let message =
            "cannot be read (\(SystemCallError.reason(code))): check the path of --config or "
            + "TRUEUP_CONFIG and that the service's user may read it"
        return ConfigurationError([ConfigurationProblem(.file(path), message)])
    }
}
