import Events
package import Settings

extension SettingForm where Value == FieldMap {
    /// Field names to paths: `{"transaction.id": "data.id", "card.status": ["new", "old"]}`.
    ///
    /// What is not mapped keeps its default.
    package static func fieldMap(_ mappable: MappableFields) -> SettingForm {
        SettingForm(
            values: "field names with the path, or the list of paths, where each stands",
            defaultWords: "the paths below",
            read: { mappable.overridden(by: $0.fieldPaths(mappable.fields)) },
            write: { map, key, object in
                object.object(key) { fields in
                    for (field, paths) in map.paths.sorted(by: { $0.key.rawValue < $1.key.rawValue }
                    )
                    where !paths.isEmpty {
                        fields.array(field.rawValue) { list in
                            for path in paths { list.string(path.description) }
                        }
                    }
                }
            })
    }
}

extension SettingValue {
    fileprivate func fieldPaths(_ mappable: [Field]) -> [Field: [JSONPath]] {
        var map: [Field: [JSONPath]] = [:]
        let names = mappable.map(\.rawValue)
        for (key, value) in dictionary("field names with the path where each stands") {
            guard let field = Field(rawValue: key), mappable.contains(field) else {
                value.report(
                    "unknown field; \(NearestName.suggestion(for: key, among: names))")
                continue
            }
            let paths = value.pathOrPaths()
            if !paths.isEmpty { map[field] = paths }
        }
        return map
    }

    private func pathOrPaths() -> [JSONPath] {
        guard value.kind == .array else { return [jsonPath()].compactMap(\.self) }
        let before = problems.problems.count
        let paths = paths()
        if paths.isEmpty, problems.problems.count == before {
            report("is empty; give a path, or leave the field out")
        }
        return paths
    }
}
