/// The word that needs the fewest single-letter changes, if it needs no more than a third of the
/// letters.
func nearest(to word: String, among words: [String]) -> String? {
    let ranked = words.map { ($0, editDistance(word, $0)) }.min { $0.1 < $1.1 }
    guard let ranked, ranked.1 <= max(1, word.count / 3) else { return nil }
    return ranked.0
}

/// Levenshtein's distance, row by row.
private func editDistance(_ left: String, _ right: String) -> Int {
    let target = Array(right)
    var row = Array(0...target.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in target.indices {
            let substitution = diagonal + (letter == target[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
        }
    }
    return row[target.count]
}
