package import Events

extension SettingValue {
    /// A path into a body, such as `data.card.id`.
    package func jsonPath() -> JSONPath? {
        let expected = "a path such as data.card.id"
        guard let text = text(expected) else { return nil }
        guard let path = JSONPath(text) else {
            report("\(text.quoted) is no path; give \(expected), with \\. for a point in a name")
            return nil
        }
        return path
    }

    /// A list of paths, none twice.
    package func paths() -> [JSONPath] {
        var paths: [JSONPath] = []
        for element in list("a list of paths such as [\"data.email\"]") {
            guard let path = element.jsonPath() else { continue }
            if paths.contains(path) {
                element.report("\(path) is repeated; give it once")
            } else {
                paths.append(path)
            }
        }
        return paths
    }

    /// A header's name: a token of RFC 9110.
    package func headerName() -> String? {
        let expected = "a header name: letters, digits and hyphens"
        guard let name = text(expected) else { return nil }
        let isToken = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        guard isToken, name.utf8.count <= 128 else {
            report("\(name.quoted) is no header name; give \(expected)")
            return nil
        }
        return name
    }
}
