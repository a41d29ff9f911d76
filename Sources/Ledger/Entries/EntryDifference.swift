/// What distinguishes two derivations of one transaction's entries.
struct EntryDifference {
    private(set) var closed: [Entry] = []
    private(set) var opened: ArraySlice<Entry> = []
    /// The part of each derivation in which they differ, widened to whole causes.
    let old: ArraySlice<Entry>
    let new: ArraySlice<Entry>

    /// Both in canonical order, so that a late step changes the middle and leaves both ends.
    init(from old: [Entry], to new: [Entry]) {
        let shorter = min(old.count, new.count)
        var start = 0
        while start < shorter, old[start] == new[start] { start += 1 }
        var tail = 0
        while tail < shorter - start,
            old[old.count - 1 - tail] == new[new.count - 1 - tail]
        {
            tail += 1
        }
        while start > 0, EntryDifference.isWithinCause(start, old, new) { start -= 1 }
        while tail > 0,
            EntryDifference.isWithinCause(old.count - tail, old, [])
                || EntryDifference.isWithinCause(new.count - tail, new, [])
        {
            tail -= 1
        }
        self.old = old[start..<(old.count - tail)]
        self.new = new[start..<(new.count - tail)]
        compare()
    }

    /// Whether an index divides the entries of one cause.
    private static func isWithinCause(_ index: Int, _ entries: [Entry], _ others: [Entry]) -> Bool {
        for list in [entries, others] where index > 0 && index < list.count {
            if list[index - 1].key.cause == list[index].key.cause { return true }
        }
        return false
    }

    private mutating func compare() {
        if old.isEmpty {
            opened = new
            return
        }
        var remaining: [Entry.Key: Entry] = [:]
        for entry in new { remaining[entry.key] = entry }
        for entry in old {
            if remaining[entry.key] == entry {
                remaining[entry.key] = nil
            } else {
                closed.append(entry)
            }
        }
        opened = new.filter { remaining[$0.key] != nil }[...]
    }
}
