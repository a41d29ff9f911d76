/// Signed decimal numbers as strings of digits, added by hand.
///
/// The slow, independent calculation that `Amount` is held against; it shares nothing with it.
struct DigitString: Equatable {
    var isNegative: Bool
    /// Least significant digit first.
    var digits: [Int]
    /// Digits after the point.
    var scale: Int

    init(_ text: String) {
        isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        scale = parts.count > 1 ? parts[1].count : 0
        digits = parts.joined().reversed().map { $0.wholeNumberValue ?? 0 }
    }

    func raised(to scale: Int) -> DigitString {
        var raised = self
        raised.digits = Array(repeating: 0, count: scale - self.scale) + digits
        raised.scale = scale
        return raised
    }

    func adding(_ other: DigitString) -> DigitString {
        let common = max(scale, other.scale)
        var (left, right) = (raised(to: common), other.raised(to: common))
        let width = max(left.digits.count, right.digits.count) + 1
        left.digits += Array(repeating: 0, count: width - left.digits.count)
        right.digits += Array(repeating: 0, count: width - right.digits.count)
        var result = left
        if left.isNegative == right.isNegative {
            var carry = 0
            for place in 0..<width {
                let sum = left.digits[place] + right.digits[place] + carry
                (result.digits[place], carry) = (sum % 10, sum / 10)
            }
            return result
        }
        if left.isSmaller(than: right) { (left, right) = (right, left) }
        result.isNegative = left.isNegative
        var borrow = 0
        for place in 0..<width {
            let difference = left.digits[place] - right.digits[place] - borrow
            borrow = difference < 0 ? 1 : 0
            result.digits[place] = difference + 10 * borrow
        }
        return result
    }

    /// Compares the digits alone; both are equally wide.
    private func isSmaller(than other: DigitString) -> Bool {
        digits.reversed().lexicographicallyPrecedes(other.digits.reversed())
    }

    var text: String {
        var written = digits
        while written.count > scale + 1, written.last == 0 { written.removeLast() }
        while written.count < scale + 1 { written.append(0) }
        let characters = written.reversed().map { String($0) }.joined()
        let isZero = written.allSatisfy { $0 == 0 }
        let sign = isNegative && !isZero ? "-" : ""
        guard scale > 0 else { return sign + characters }
        return sign + characters.dropLast(scale) + "." + characters.suffix(scale)
    }
}
