/// What a person who wrote a name that does not exist most likely meant.
package enum NearestName {
    /// The end of a message about an unknown name: the nearest known one where there is a near
    /// one, else all of them.
    package static func suggestion(for name: String, among known: [String]) -> String {
        let nearest = known.min { distance(name, $0) < distance(name, $1) }
        // Of a short name, two wrong letters leave nothing to recognise.
        let farthest = name.utf8.count < 4 ? 1 : max(2, name.utf8.count / 3)
        if let nearest, distance(name, nearest) <= farthest {
            return "did you mean \(nearest)?"
        }
        return known.isEmpty ? "there is none" : "known are " + known.joined(separator: ", ")
    }

    /// Letters to insert, remove, change or swap with their neighbour; case does not count.
    static func distance(_ left: String, _ right: String) -> Int {
        // Longer names are no misspelling, and the cost stays small.
        let one = Array(left.lowercased().unicodeScalars.prefix(64))
        let other = Array(right.lowercased().unicodeScalars.prefix(64))
        var beforePrevious: [Int] = []
        var previous = Array(0...other.count)
        for row in one.indices {
            var current = [row + 1]
            for column in other.indices {
                let change = previous[column] + (one[row] == other[column] ? 0 : 1)
                var best = min(change, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, one[row] == other[column - 1],
                    one[row - 1] == other[column]
                {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[other.count]
    }
}
