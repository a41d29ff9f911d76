package import Events
package import Settings

/// Everything that the configuration may change about how a source's deliveries are verified and
/// read.
package struct ProviderSettings: Sendable {
    package let provider: Provider
    package let format: any WebhookFormat

    /// The provider's defaults.
    package init(provider: Provider) {
        self.init(provider: provider, format: provider.format)
    }

    /// `format` is one of the provider's own.
    package init(provider: Provider, format: any WebhookFormat) {
        self.provider = provider
        self.format = format
    }

    /// Reads the keys of a source, or of stored settings; reports what it cannot take.
    ///
    /// Those within `policies` have been checked for unknown keys by whoever knows all of them.
    package init(provider: Provider, reading source: SettingObject) {
        self.init(provider: provider, format: provider.format.reading(source))
    }
}

extension ProviderSettings: Hashable {
    package static func == (left: ProviderSettings, right: ProviderSettings) -> Bool {
        left.provider == right.provider && AnyHashable(left.format) == AnyHashable(right.format)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(provider)
        hasher.combine(format)
    }
}

extension ProviderSettings {
    /// Without what changes no books: equal for equal ways of reading what is in the log.
    package var onlyBooks: ProviderSettings {
        ProviderSettings(provider: provider, format: format.onlyBooks)
    }

    /// Writes what changes the books and stands in `place`.
    package func writeBooks(_ place: SettingPlace, to object: inout JSONObjectWriter) {
        format.writeBooks(place, to: &object)
    }
}

extension WebhookFormat {
    fileprivate func reading(_ source: SettingObject) -> Self {
        var format = Self()
        let policies = source["policies"]?.objectWithAnyKeys()
        for setting in Self.settings {
            switch setting.place {
            case .source: [setting].read(source, into: &format)
            case .policies:
                if let policies { [setting].read(policies, into: &format) }
            }
        }
        format.reportContradictions(in: source)
        return format
    }

    fileprivate var onlyBooks: Self { Self.settings.onlyBooks(of: self, over: Self()) }

    fileprivate func writeBooks(_ place: SettingPlace, to object: inout JSONObjectWriter) {
        Self.settings.filter { $0.place == place && $0.effect == .books }
            .write(self, to: &object)
    }

    /// What the page says of the settings, with the values of this format as the defaults.
    package var settingDescriptions: [SettingDescription] {
        Self.settings.map { $0.described(default: self) }
    }

    /// The fields that a source may map.
    package var mappableFields: MappableFields { Self.mappableFields }
}

extension Provider {
    /// The keys that the provider's own settings have in a place, in the order of declaration.
    ///
    /// - Parameter effect: Nil for all of them.
    package func settingKeys(
        in place: SettingPlace, changing effect: SettingEffect? = nil
    ) -> [String] {
        format.settingDescriptions
            .filter { $0.place == place && (effect == nil || $0.effect == effect) }.map(\.key)
    }
}
