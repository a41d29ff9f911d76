package import Runtime

/// All that the service is told: flags over environment over file.
package struct ServiceConfiguration: Sendable {
    /// The intake's listener.
    package let listen: ListenAddress
    /// The listener of health, metrics and console.
    package let adminListen: ListenAddress
    /// Further values of `Host` that the admin listener answers to.
    package let adminHosts: [String]
    /// libpq's URI or conninfo, which may hold a password; nil: the embedded cluster.
    package let database: Secret?
    package let logLevel: LogLevel
    /// Nil: `text` on a terminal, `json` otherwise.
    package let logFormat: LogFormat?
    package let tls: TLSFiles?
    /// The proxies in front of the intake; the client's address is then in `X-Forwarded-For`.
    package let proxies: [AddressRange]
    package let limits: ServiceLimits
    package let sources: [SourceConfiguration]
    package let alerts: [AlertConfiguration]
    package let seal: SealConfiguration?
    /// The file that was read; nil when there is none.
    package let file: String?
    /// Settings that are given and valid, and that this version does not use yet, by their places:
    /// `alerts`, `sources[0].api`.
    package let unusedSettings: [String]

    /// The intake's certificate chain and key, both PEM.
    package struct TLSFiles: Hashable, Sendable {
        package let certificate: String
        package let key: String
    }
}

extension ServiceConfiguration {
    /// The source of this name.
    package func source(named name: String) -> SourceConfiguration? {
        sources.first { $0.name == name }
    }

    /// Settings in which `other` differs and that take effect only with a restart, by their keys.
    package func settingsNeedingRestart(comparedWith other: ServiceConfiguration) -> [String] {
        let differences: [(String, Bool)] = [
            ("listen", listen != other.listen),
            ("adminListen", adminListen != other.adminListen),
            ("adminHosts", adminHosts != other.adminHosts),
            ("database", database?.reveal() != other.database?.reveal()),
            ("logFormat", logFormat != other.logFormat),
            ("tls", tls != other.tls),
            ("behindProxy", proxies != other.proxies),
            ("limits", limits != other.limits),
        ]
        return differences.filter(\.1).map(\.0)
    }
}
