import Runtime
package import Settings
import Synchronization

/// The configuration in force, and the way to another one.
///
/// A reload that fails in any way leaves everything as it was. Safe from any thread.
package final class ConfigurationStore: Sendable {
    /// A last word on a configuration before it counts, such as whether its keys are usable.
    package typealias Check = @Sendable (ConfigurationSnapshot) -> [ConfigurationProblem]

    /// What came of a reload.
    package enum ReloadOutcome: Sendable {
        /// `needingRestart` names settings that changed and that only a restart brings into force.
        case accepted(ConfigurationSnapshot, needingRestart: [String])
        /// The old configuration stays in force.
        case refused(ConfigurationError)
    }

    private let source: ConfigurationSource
    private let check: Check
    private let snapshot: Mutex<ConfigurationSnapshot>
    /// Also keeps reloads one after the other; held while files are read, unlike `snapshot`.
    private let files: Mutex<FileStates>

    /// Reads configuration and secrets; throws everything that is wrong with them.
    package init(
        loading source: ConfigurationSource, check: @escaping Check = { _ in [] }
    ) throws(ConfigurationError) {
        var files = FileStates()
        let first = try Self.read(source, revision: 1, check, recording: &files)
        self.source = source
        self.check = check
        snapshot = Mutex(first)
        self.files = Mutex(files)
    }

    /// The configuration in force.
    package var current: ConfigurationSnapshot { snapshot.withLock { $0 } }

    /// Whether the file, or a file with a secret, is another one than at the last reading.
    ///
    /// A few system calls; made to be asked each second. After a refused reload it is false until
    /// one of the files changes again.
    package func filesHaveChanged() -> Bool {
        files.withLock { $0 }.haveChanged
    }

    /// Reads everything anew and puts it in force, or keeps the old and says why.
    package func reload() -> ReloadOutcome {
        files.withLock { files in
            let previous = current
            do throws(ConfigurationError) {
                let next = try Self.read(
                    source, revision: previous.revision + 1, check, recording: &files)
                snapshot.withLock { $0 = next }
                let restart = next.configuration.settingsNeedingRestart(
                    comparedWith: previous.configuration)
                return .accepted(next, needingRestart: restart)
            } catch {
                return .refused(error)
            }
        }
    }

    /// Puts an earlier configuration back in force, because the one that was read since cannot be
    /// used for a reason that the files do not show.
    package func putBack(_ earlier: ConfigurationSnapshot) {
        files.withLock { _ in snapshot.withLock { $0 = earlier } }
    }

    private static func read(
        _ source: ConfigurationSource, revision: Int, _ check: Check,
        recording files: inout FileStates
    ) throws(ConfigurationError) -> ConfigurationSnapshot {
        var named = FileStates()
        named.record([source.file].compactMap(\.self))
        files.merge(named)
        let configuration = try source.load()
        named.record(configuration.secretFiles)
        // From here on only the files that this configuration names matter.
        files = named
        let snapshot = try ConfigurationSnapshot(resolving: configuration, revision: revision)
        let problems = check(snapshot)
        guard problems.isEmpty else { throw ConfigurationError(problems) }
        return snapshot
    }
}

extension ServiceConfiguration {
    /// The paths of all files that hold a source's secrets.
    fileprivate var secretFiles: [String] {
        sources.flatMap(\.credentials.all).compactMap { reference in
            if case .file(let path) = reference { path } else { nil }
        }
    }
}
