/// Repeated keys, found at a cost that no document can make quadratic.
enum JSONKeys {
    /// Objects up to this many members are compared pair by pair.
    private static let pairwiseLimit = 24

    /// A number that equal keys share, however they are escaped, and other keys seldom do.
    static func fingerprint(_ key: JSONToken, in bytes: [UInt8]) -> UInt32 {
        if key.kind == .escapedString {
            let unescaped = JSONEscapes.unescaped(bytes, key.contents)
            return fingerprint(unescaped, 0..<unescaped.count)
        }
        return fingerprint(bytes, key.contents)
    }

    private static func fingerprint(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
        var hash: UInt32 = 0x811C_9DC5
        var index = range.lowerBound
        while index < range.upperBound {
            hash = (hash ^ UInt32(bytes[index])) &* 0x0100_0193
            index += 1
        }
        return hash
    }

    /// The tape index of the first key, in the text's order, that repeats an earlier one.
    static func firstRepeatedKey(
        ofObjectAt index: Int, _ tokens: [JSONToken], _ bytes: [UInt8]
    ) -> Int? {
        let end = Int(tokens[index].link)
        var count = 0
        var key = index + 1
        while key < end {
            count += 1
            if count > pairwiseLimit {
                return firstRepeatedKeyBySorting(ofObjectAt: index, tokens, bytes)
            }
            var earlier = index + 1
            while earlier < key {
                if tokens[earlier].link == tokens[key].link,
                    contents(tokens[earlier], bytes).elementsEqual(contents(tokens[key], bytes))
                {
                    return key
                }
                earlier = Int(tokens[earlier + 1].link)
            }
            key = Int(tokens[key + 1].link)
        }
        return nil
    }

    /// By sorting: even if every fingerprint is made to collide, n keys of b bytes in all cost no
    /// more than b · log n.
    private static func firstRepeatedKeyBySorting(
        ofObjectAt index: Int, _ tokens: [JSONToken], _ bytes: [UInt8]
    ) -> Int? {
        var keys: [Int] = []
        var key = index + 1
        while key < Int(tokens[index].link) {
            keys.append(key)
            key = Int(tokens[key + 1].link)
        }
        keys.sort { left, right in
            let (first, second) = (tokens[left], tokens[right])
            if first.link != second.link { return first.link < second.link }
            let (one, other) = (contents(first, bytes), contents(second, bytes))
            if one.elementsEqual(other) { return left < right }
            return one.lexicographicallyPrecedes(other)
        }
        var firstRepeated: Int?
        for (earlier, later) in zip(keys, keys.dropFirst())
        where tokens[earlier].link == tokens[later].link {
            guard contents(tokens[earlier], bytes).elementsEqual(contents(tokens[later], bytes))
            else { continue }
            firstRepeated = min(firstRepeated ?? later, later)
        }
        return firstRepeated
    }

    private static func contents(_ key: JSONToken, _ bytes: [UInt8]) -> ArraySlice<UInt8> {
        key.kind == .escapedString
            ? JSONEscapes.unescaped(bytes, key.contents)[...] : bytes[key.contents]
    }
}
