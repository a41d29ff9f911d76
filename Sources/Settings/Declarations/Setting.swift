package import Events

/// One setting of a source, declared where its value is used.
///
/// Reading, checking, storing and the page for operators all follow from the declaration:
///
/// ```swift
/// Setting(
///     "notificationIdHeader", \.notificationIDHeader, .optional(.headerName),
///     about: "the header that carries a notification's id",
///     origin: "no page of the provider names one")
/// ```
package struct Setting<Root: Sendable>: Sendable {
    package let key: String
    package let place: SettingPlace
    package let effect: SettingEffect
    /// What it decides, in one sentence without its full stop.
    package let about: String
    /// Where the default comes from.
    package let origin: String
    /// What may stand there.
    package let values: String
    /// What to give, where the key must be there.
    private let required: String?
    private let defaultWords: String?
    private let readValue: @Sendable (SettingValue, inout Root) -> Void
    private let writeValue: @Sendable (Root, _ key: String, inout JSONObjectWriter) -> Void
    private let copyValue: @Sendable (Root, inout Root) -> Void

    package init<Value>(
        _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable,
        _ form: SettingForm<Value>, in place: SettingPlace = .source,
        changes effect: SettingEffect = .books, required: String? = nil, about: String,
        origin: String
    ) {
        self.key = key
        self.place = place
        self.effect = effect
        self.about = about
        self.origin = origin
        self.required = required
        values = form.values
        defaultWords = form.defaultWords
        readValue = { setting, root in
            if let value = form.read(setting) { root[keyPath: path] = value }
        }
        writeValue = { root, key, object in form.write(root[keyPath: path], key, &object) }
        copyValue = { root, other in other[keyPath: path] = root[keyPath: path] }
    }
}

/// Where a setting stands in a source's configuration.
package enum SettingPlace: Hashable, Sendable {
    /// Among the keys of the source itself.
    case source
    /// Within `policies`.
    case policies
}

/// What a change of a setting changes.
package enum SettingEffect: Hashable, Sendable {
    /// What events mean: a generation stores it, and a change asks for a re-projection.
    case books
    /// How deliveries are verified from now on: the books stay as they are.
    case intake
}

extension Setting {
    func read(_ object: SettingObject, into root: inout Root) {
        let setting = required.map { object.required(key, $0) } ?? object[key]
        if let setting { readValue(setting, &root) }
    }

    func write(_ root: Root, to object: inout JSONObjectWriter) {
        writeValue(root, key, &object)
    }

    func copy(from root: Root, to other: inout Root) { copyValue(root, &other) }

    /// What the page for operators says, with the value of `root` as the default.
    package func described(default root: Root) -> SettingDescription {
        let written = JSONWriter.object { write(root, to: &$0) }
        // `{"key":value}`, or `{}` where nothing is stored.
        let value = written.dropFirst("{\"\(key)\":".count).dropLast()
        return SettingDescription(
            key: key, place: place, effect: effect, about: about, origin: origin, values: values,
            isRequired: required != nil,
            defaultText: defaultWords ?? (value.isEmpty ? nil : "`\(value)`"))
    }
}

/// What the page for operators says of a setting.
package struct SettingDescription: Hashable, Sendable {
    package let key: String
    package let place: SettingPlace
    package let effect: SettingEffect
    package let about: String
    package let origin: String
    package let values: String
    /// The key must be there.
    package let isRequired: Bool
    /// The default as the configuration would say it, in Markdown; nil: none.
    package let defaultText: String?
}

extension Array {
    /// Reads the settings that `object` holds over those of `root`.
    package func read<Root>(_ object: SettingObject, into root: inout Root)
    where Element == Setting<Root> {
        for setting in self { setting.read(object, into: &root) }
    }

    /// Writes all settings, in the order of their declaration.
    package func write<Root>(_ root: Root, to object: inout JSONObjectWriter)
    where Element == Setting<Root> {
        for setting in self { setting.write(root, to: &object) }
    }

    /// `plain` with those settings of `root` that change the books.
    package func onlyBooks<Root>(of root: Root, over plain: Root) -> Root
    where Element == Setting<Root> {
        var result = plain
        for setting in self where setting.effect == .books {
            setting.copy(from: root, to: &result)
        }
        return result
    }
}
