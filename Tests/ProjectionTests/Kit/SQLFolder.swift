import Foundation

/// The folder `sql` of the package.
enum SQLFolder {
    /// A file's text.
    static func text(_ path: String) throws -> String {
        var package = URL(filePath: #filePath)
        for _ in 1...4 { package.deleteLastPathComponent() }
        return try String(contentsOf: package.appending(path: "sql/\(path)"), encoding: .utf8)
    }
}
