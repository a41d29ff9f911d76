/// What leaves the compiler's protection says why it is sound.
///
/// 1. `@unchecked Sendable` and `nonisolated(unsafe)`: a plain comment (`//`), or documentation
///    that says what makes it sound, on the line or directly above. Between them may stand only
///    attributes, the summary, the earlier lines of the same declaration, and further lines of the
///    same kind: one comment serves a group.
/// 2. `unsafe` expressions: the top-level declaration that holds them has a comment above it or
///    inside it. One per call would repeat the same sentence on each line of a wrapper of C
///    functions; none per declaration would leave its invariant unsaid.
enum ExplanationRules {
    static func violations(_ file: SourceFile) -> [String] {
        guard file.isSwift else { return [] }
        return uncheckedViolations(file) + unsafeViolations(file)
    }

    private static func isUnchecked(_ line: Substring) -> Bool {
        guard line.contains("@unchecked") || line.contains("nonisolated") else { return false }
        let code = line.code
        return code.contains("@unchecked Sendable") || code.contains("nonisolated(unsafe)")
    }

    private static func uncheckedViolations(_ file: SourceFile) -> [String] {
        file.lines.indices.filter { isUnchecked(file.lines[$0]) }.compactMap { index in
            isExplained(file.lines, index)
                ? nil
                : "\(file.path):\(index + 1): no comment says why this is sound"
        }
    }

    private static func isExplained(_ lines: [Substring], _ index: Int) -> Bool {
        if lines[index].hasPlainComment { return true }
        for above in lines[..<index].reversed() {
            let text = above.trimmed
            if text.hasPrefix("///"), text.lowercased().contains("sound") { return true }
            if text.hasPrefix("///") || text.hasPrefix("@") || isUnchecked(above) { continue }
            if above.hasPlainComment { return true }
            // An earlier line of the same declaration is left open.
            guard [",", ":", "(", "="].contains(where: text.hasSuffix) else { return false }
        }
        return false
    }

    private static func unsafeViolations(_ file: SourceFile) -> [String] {
        topLevelDeclarations(file.lines).compactMap { lines in
            guard let line = lines.first(where: { isUnsafe(file.lines[$0]) }),
                !lines.contains(where: { file.lines[$0].contains("//") })
            else { return nil }
            return "\(file.path):\(line + 1): unsafe, and no comment at its declaration says why "
                + "it is sound"
        }
    }

    private static func isUnsafe(_ line: Substring) -> Bool {
        guard line.contains("unsafe") else { return false }
        return line.code.replacing("nonisolated(unsafe)", with: "").containsWordUnsafe
    }

    /// Runs of lines that end where a new declaration, or the comment above it, starts at the
    /// left margin.
    private static func topLevelDeclarations(_ lines: [Substring]) -> [Range<Int>] {
        var starts: [Int] = []
        for index in lines.indices.dropFirst() {
            let startsHere = lines[index].first.map { $0.isLetter || $0 == "@" || $0 == "/" }
            if startsHere == true, lines[index - 1].trimmed.isEmpty { starts.append(index) }
        }
        let bounds = [0] + starts + [lines.count]
        return zip(bounds, bounds.dropFirst()).map { $0..<$1 }
    }
}

extension Substring {
    var trimmed: Substring {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    /// A comment that is not a documentation comment.
    fileprivate var hasPlainComment: Bool {
        let line = withoutLiterals
        guard let comment = line.ranges(of: "//").first else { return false }
        return !line[comment.upperBound...].hasPrefix("/")
    }
}

extension String {
    fileprivate var containsWordUnsafe: Bool { self[...].containsWord("unsafe") }
}

extension StringProtocol {
    fileprivate func replacing(_ text: String, with replacement: String) -> String {
        String(self).split(separator: text, omittingEmptySubsequences: false)
            .joined(separator: replacement)
    }
}
