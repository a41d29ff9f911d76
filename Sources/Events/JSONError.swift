/// Why a text is not the JSON that the reader accepts.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Problem: String, Hashable, Sendable, CaseIterable {
        case empty = "the text is empty"
        case tooLarge = "the text is larger than the limit"
        case tooDeep = "arrays and objects are nested deeper than the limit"
        case byteOrderMark = "the text begins with a byte order mark"
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "this byte cannot stand here"
        case trailingBytes = "something follows the value"
        case invalidLiteral = "only true, false and null can stand here"
        case invalidNumber = "this is not a JSON number"
        case invalidEscape = "this is not a JSON escape"
        case loneSurrogate = "half of a surrogate pair"
        case controlCharacter = "a control character stands unescaped in a string"
        case invalidUTF8 = "the bytes are not UTF-8"
        case repeatedKey = "this key is repeated within its object"
    }

    package let problem: Problem
    /// Bytes before the place of the problem.
    package let offset: Int

    package init(_ problem: Problem, at offset: Int) {
        self.problem = problem
        self.offset = offset
    }

    /// One line: what and where, nothing of the text itself.
    package var description: String { "not valid JSON at byte \(offset): \(problem.rawValue)" }
}
