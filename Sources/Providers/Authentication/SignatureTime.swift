import Events

/// The time inside a signature: whole Unix seconds as sent, and as read.
struct SignatureTime {
    /// The bytes that the signature covers: never the number written anew.
    let text: ArraySlice<UInt8>
    let seconds: Int64

    /// Five minutes, as the providers' own verifying code has it.
    static let usualToleranceSeconds: Int64 = 300

    /// Digits alone, at most twelve: enough for thirty thousand years, too few to overflow.
    init?(_ text: Substring) {
        let digits = Array(text.utf8)
        guard (1...12).contains(digits.count) else { return nil }
        var seconds: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            seconds = seconds * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        self.text = digits[...]
        self.seconds = seconds
    }

    /// Why the time refuses the request; nil within the tolerance, both ends included.
    func refusal(receivedAt: Timestamp, toleranceSeconds: Int64) -> RefusalCause? {
        let toleranceMicroseconds = toleranceSeconds * 1_000_000
        let lead = seconds * 1_000_000 - receivedAt.microseconds
        if lead > toleranceMicroseconds { return .signatureFuture }
        if lead < -toleranceMicroseconds { return .signatureStale }
        return nil
    }
}
