package import Events

/// Where the values of a body stand: for each field the paths, from the body's root, of which the
/// first that leads to anything but null counts.
package struct FieldMap: Hashable, Sendable {
    package var paths: [Field: [JSONPath]]

    package init(paths: [Field: [JSONPath]] = [:]) {
        self.paths = paths
    }

    package subscript(_ field: Field) -> [JSONPath] { paths[field] ?? [] }
}

/// The fields that a source may map, each with the paths that hold where it maps none.
package struct MappableFields: Sendable {
    /// In the order in which messages name them.
    package let fields: [Field]
    package let defaults: FieldMap

    /// - Parameter paths: Each path as the configuration would write it.
    package init(_ paths: [(Field, [String])]) {
        fields = paths.map(\.0)
        defaults = FieldMap(
            paths: Dictionary(
                uniqueKeysWithValues: paths.filter { !$0.1.isEmpty }.map { field, paths in
                    (field, paths.compactMap { JSONPath($0) })
                }))
    }

    /// The defaults with other paths in the place of some.
    package func overridden(by overrides: [Field: [JSONPath]]) -> FieldMap {
        FieldMap(paths: defaults.paths.merging(overrides) { _, override in override })
    }
}
