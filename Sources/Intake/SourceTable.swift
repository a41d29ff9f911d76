package import Providers
import Synchronization

/// What the intake knows of one configured source.
package struct IntakeSource: Sendable {
    package let sourceID: Int32
    package let name: String
    package let settings: ProviderSettings
    package let authenticator: Authenticator
    /// How long an equal body without a stated time counts as a retry.
    package let retryWindowSeconds: Int32

    package init(
        sourceID: Int32, name: String, settings: ProviderSettings, authenticator: Authenticator,
        retryWindowSeconds: Int32
    ) {
        self.sourceID = sourceID
        self.name = name
        self.settings = settings
        self.authenticator = authenticator
        self.retryWindowSeconds = retryWindowSeconds
    }
}

/// The sources in force, by name; replaced whole by a reload.
package final class SourceTable: Sendable {
    private let sources: Mutex<[String: IntakeSource]>

    package init(_ sources: [IntakeSource] = []) {
        self.sources = Mutex(Self.byName(sources))
    }

    package subscript(name: String) -> IntakeSource? {
        sources.withLock { $0[name] }
    }

    /// Puts other sources in force; requests already accepted finish under the old ones.
    package func replace(with sources: [IntakeSource]) {
        let table = Self.byName(sources)
        self.sources.withLock { $0 = table }
    }

    private static func byName(_ sources: [IntakeSource]) -> [String: IntakeSource] {
        Dictionary(sources.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
