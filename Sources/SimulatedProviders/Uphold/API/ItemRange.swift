/// A request for a part of a list: `Range: items=0-49`, zero based, both ends included.
struct ItemRange: Equatable {
    enum Reading: Equatable {
        /// No header: the first items, as many as a page has.
        case standard
        case items(ItemRange)
        /// Answered 412.
        case malformed
    }

    /// The most items of one answer.
    static let pageLimit = 50

    let first: Int
    let last: Int

    /// Reads the header's values; repeated ones are malformed.
    static func read(_ values: [String]) -> Reading {
        guard let value = values.first else { return .standard }
        let prefix = "items="
        guard values.count == 1, value.hasPrefix(prefix) else { return .malformed }
        let ends = value.dropFirst(prefix.count)
            .split(separator: "-", omittingEmptySubsequences: false)
        let areDigits = ends.allSatisfy { end in
            (1...9).contains(end.utf8.count)
                && end.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard ends.count == 2, areDigits, let first = Int(ends[0]), let last = Int(ends[1]),
            first <= last
        else { return .malformed }
        return .items(ItemRange(first: first, last: last))
    }

    /// What of a list is answered: at most a page; nil where it begins behind the list's end.
    ///
    /// Assumed: an empty list from its start is no error, and a range beyond a page is cut.
    func bounds(inListOf total: Int) -> Range<Int>? {
        guard first < total || first == 0 else { return nil }
        return first..<min(last + 1, first + Self.pageLimit, total)
    }
}
