/// Rules about the SQL files.
enum SchemaRules {
    /// Every file says in its first line why it exists.
    static func purposeViolations(_ file: SourceFile) -> [String] {
        guard let first = file.lines.first, first.hasPrefix("-- Why: "), first.count > 16 else {
            return ["\(file.path):1: the first line is not `-- Why: …`"]
        }
        return []
    }

    /// Every view of schema `trueup` has a comment, in any of the files.
    ///
    /// That every column has one is asked of the database, in the tests of the projection.
    static func commentViolations(_ files: [SourceFile]) -> [String] {
        let creation =
            #/CREATE\s+(?:OR\s+REPLACE\s+)?(?:RECURSIVE\s+)?VIEW\s+trueup\.(\w+)/#.ignoresCase()
        let comment = #/COMMENT\s+ON\s+VIEW\s+trueup\.(\w+)/#.ignoresCase()
        let statements = files.map { file in
            (file, file.lines.map { sqlCode($0) }.joined(separator: "\n"))
        }
        let commented = Set(
            statements.flatMap { $0.1.matches(of: comment).map { String($0.output.1) } })
        return statements.flatMap { file, text in
            text.matches(of: creation).map { String($0.output.1) }
                .filter { !commented.contains($0) }
                .map { "\(file.path): the view trueup.\($0) has no COMMENT ON VIEW" }
        }
    }

    private static func sqlCode(_ line: Substring) -> Substring {
        guard let comment = line.ranges(of: "--").first else { return line }
        return line[..<comment.lowerBound]
    }
}
