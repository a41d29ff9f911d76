/// Makes a failing input smaller as long as it goes on failing.
struct Shrinker<Input> {
    /// Inputs that are a little simpler, the boldest steps first.
    let simpler: (Input) -> [Input]
    /// How often the property is tried at most: a minimal failure is worth some seconds.
    var attempts = 4_000

    /// The smallest input found that still fails; no step that `simpler` knows makes it smaller,
    /// unless the attempts ran out.
    func smallest(_ input: Input, fails: (Input) -> Bool) -> Input {
        var (smallest, left) = (input, attempts)
        var hasShrunk = true
        while hasShrunk {
            hasShrunk = false
            for candidate in simpler(smallest) {
                guard left > 0 else { return smallest }
                left -= 1
                guard fails(candidate) else { continue }
                smallest = candidate
                hasShrunk = true
                break
            }
        }
        return smallest
    }
}
