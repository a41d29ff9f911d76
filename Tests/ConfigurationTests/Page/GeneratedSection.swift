import Foundation
import Testing

/// A part of a page that is made of declarations: it stands between `<!-- begin NAME -->` and
/// `<!-- end NAME -->`.
struct GeneratedSection {
    var name: String
    var markdown: String

    private var begin: String { "<!-- begin \(name) -->\n" }
    private var end: String { "<!-- end \(name) -->\n" }

    /// Expects every section of a page to be what the declarations say.
    ///
    /// With `TRUEUP_WRITE_DOCUMENTATION=1` in the environment the page is rewritten instead.
    static func expect(
        _ sections: [GeneratedSection], in page: URL,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let written = try String(contentsOf: page, encoding: .utf8)
        var generated = written
        for section in sections {
            guard let next = section.replaced(in: generated) else {
                Issue.record(
                    "\(page.lastPathComponent) has no \(section.begin)…\(section.end)",
                    sourceLocation: sourceLocation)
                continue
            }
            if next != generated {
                let isWritten = ProcessInfo.processInfo.environment[variable] == "1"
                #expect(
                    isWritten,
                    """
                    The section \(section.name) of \(page.lastPathComponent) is not what the \
                    declarations say; rewrite it with \(variable)=1 swift test --filter \
                    ConfigurationTests
                    """, sourceLocation: sourceLocation)
            }
            generated = next
        }
        if generated != written, ProcessInfo.processInfo.environment[variable] == "1" {
            try generated.write(to: page, atomically: true, encoding: .utf8)
        }
    }

    private static let variable = "TRUEUP_WRITE_DOCUMENTATION"

    /// The page with this section anew; nil where it has no place.
    private func replaced(in page: String) -> String? {
        guard let start = page.range(of: begin)?.upperBound,
            let stop = page.range(of: end, range: start..<page.endIndex)?.lowerBound
        else { return nil }
        return page.replacingCharacters(in: start..<stop, with: "\n\(markdown)\n")
    }
}

extension GeneratedSection {
    /// A table in Markdown; a bar within a cell is escaped.
    static func table(_ headings: [String], _ rows: [[String]]) -> String {
        let lines = [headings, headings.map { _ in "---" }] + rows
        return lines.map { cells in
            let escaped = cells.map { $0.replacing("|", with: "\\|") }
            return "| " + escaped.joined(separator: " | ") + " |\n"
        }.joined()
    }
}
