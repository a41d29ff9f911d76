package import Events

/// How the values of a setting are written: how one is read and checked, and how it is stored.
///
/// `read` of what `write` wrote gives the same value, and equal values are written alike.
package struct SettingForm<Value: Sendable>: Sendable {
    /// What may stand there, for the page: "`true`, `false`".
    package let values: String
    /// What the page says in the place of a default that is too long for it.
    let defaultWords: String?
    /// Reports what it cannot take.
    let read: @Sendable (SettingValue) -> Value?
    let write: @Sendable (_ value: Value, _ key: String, inout JSONObjectWriter) -> Void

    package init(
        values: String, defaultWords: String? = nil,
        read: @escaping @Sendable (SettingValue) -> Value?,
        write: @escaping @Sendable (Value, String, inout JSONObjectWriter) -> Void
    ) {
        self.values = values
        self.defaultWords = defaultWords
        self.read = read
        self.write = write
    }
}

extension SettingForm where Value == Bool {
    package static var bool: SettingForm {
        SettingForm(values: "`true`, `false`", read: { $0.bool() }) { value, key, object in
            object.bool(key, value)
        }
    }
}

extension SettingForm where Value == Int64 {
    package static func integer(in range: ClosedRange<Int64>) -> SettingForm {
        SettingForm(
            values: "\(range.lowerBound) to \(range.upperBound)",
            read: { $0.integer(in: range) }
        ) { value, key, object in object.integer(key, value) }
    }

    /// A duration, stored as seconds.
    package static func seconds(in range: ClosedRange<Int64>) -> SettingForm {
        let bounds = [range.lowerBound, range.upperBound].map(SettingDuration.text)
        return SettingForm(
            values: "a duration, \(bounds[0]) to \(bounds[1])",
            read: { $0.seconds(in: range) }
        ) { value, key, object in object.integer(key, value) }
    }
}

extension SettingForm where Value == String {
    package static var headerName: SettingForm {
        SettingForm(values: "a header's name", read: { $0.headerName() }) { value, key, object in
            object.string(key, value)
        }
    }
}

extension SettingForm where Value == Set<String> {
    /// A list without order; stored sorted.
    package static func texts(_ expected: String) -> SettingForm {
        SettingForm(
            values: expected,
            read: { setting in
                let before = setting.problems.problems.count
                let texts = setting.texts(expected)
                return setting.problems.problems.count == before ? Set(texts) : nil
            },
            write: { value, key, object in
                object.array(key) { list in
                    for text in value.sorted() { list.string(text) }
                }
            })
    }
}

extension SettingForm {
    /// One of the values of a closed set, by name.
    package static func choice(
        among values: [Value], name: @escaping @Sendable (Value) -> String
    ) -> SettingForm {
        let names = values.map(name)
        return SettingForm(
            values: names.map { "`\"\($0)\"`" }.joined(separator: ", "),
            read: { setting in
                setting.choice(among: names).flatMap { word in
                    values.first { name($0) == word }
                }
            },
            write: { value, key, object in object.string(key, name(value)) })
    }

    /// One of the cases of an enumeration, by raw value.
    package static func choice() -> SettingForm
    where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
        choice(among: Array(Value.allCases)) { $0.rawValue }
    }

    /// A setting that may be absent, and is then not stored either.
    package static func optional<Wrapped>(_ form: SettingForm<Wrapped>) -> SettingForm
    where Value == Wrapped? {
        SettingForm(
            values: form.values,
            read: { setting in form.read(setting).map(Optional.some) },
            write: { value, key, object in
                if let value { form.write(value, key, &object) }
            })
    }

    /// An object whose keys are the user's own names, each with an object of declared settings;
    /// stored in the order of the names.
    package static func dictionary<Element: Sendable>(
        of settings: [Setting<Element>], blank: Element, name: String, about: String
    ) -> SettingForm where Value == [String: Element] {
        SettingForm(
            values: about,
            read: { setting in
                var elements: [String: Element] = [:]
                for (key, value) in setting.dictionary(about) {
                    guard value.isText(key, name),
                        let object = value.object(keys: settings.map(\.key))
                    else { continue }
                    var element = blank
                    settings.read(object, into: &element)
                    elements[key] = element
                }
                return elements
            },
            write: { value, key, object in
                object.object(key) { members in
                    for (key, element) in value.sorted(by: { $0.key < $1.key }) {
                        members.object(key) { settings.write(element, to: &$0) }
                    }
                }
            })
    }
}
