import Settings

/// Bounds of what the service takes on at once; `limits` in the configuration.
package struct ServiceLimits: Hashable, Sendable {
    /// Bytes of one body.
    package var bodyBytes = 1 << 20
    /// Bytes of all bodies that are being read.
    package var readingBytes = 64 << 20
    /// Open connections of the intake.
    package var connections = 4_096
    /// Open connections of one address; behind a proxy that address is the proxy's own.
    package var connectionsPerAddress = 1_024
    /// Verified deliveries that wait for their commit.
    package var queuedDeliveries = 16_384
    /// Time to send a request's headers.
    package var headerSeconds = 10
    /// Time to send a request's body.
    package var bodySeconds = 30
    /// Time that a connection may rest between requests.
    package var idleSeconds = 60

    package init() {}

    /// Each limit with its bounds and whether it is a duration.
    private static var settings: [Setting] {
        [
            Setting("bodyBytes", \.bodyBytes, 1_024...(16 << 20)),
            Setting("readingBytes", \.readingBytes, (1 << 20)...(4 << 30)),
            Setting("connections", \.connections, 1...65_536),
            Setting("connectionsPerAddress", \.connectionsPerAddress, 1...65_536),
            Setting("queuedDeliveries", \.queuedDeliveries, 1...1_000_000),
            Setting("headerSeconds", \.headerSeconds, 1...600, isDuration: true),
            Setting("bodySeconds", \.bodySeconds, 1...3_600, isDuration: true),
            Setting("idleSeconds", \.idleSeconds, 1...3_600, isDuration: true),
        ]
    }

    private struct Setting {
        let key: String
        let limit: WritableKeyPath<ServiceLimits, Int>
        let range: ClosedRange<Int64>
        let isDuration: Bool

        init(
            _ key: String, _ limit: WritableKeyPath<ServiceLimits, Int>,
            _ range: ClosedRange<Int64>, isDuration: Bool = false
        ) {
            self.key = key
            self.limit = limit
            self.range = range
            self.isDuration = isDuration
        }
    }

    init(_ setting: SettingValue) {
        guard let object = setting.object(keys: Self.settings.map(\.key)) else { return }
        for setting in Self.settings {
            let value =
                setting.isDuration
                ? object[setting.key]?.seconds(in: setting.range)
                : object[setting.key]?.integer(in: setting.range)
            if let value { self[keyPath: setting.limit] = Int(value) }
        }
        if readingBytes < bodyBytes {
            object.report(
                "readingBytes (\(readingBytes)) is less than bodyBytes (\(bodyBytes)): no body of "
                    + "that size could be read; raise readingBytes")
        }
    }
}
