import Glibc

/// What tells that a file is another one than before: its place on the disk, size and time.
struct FileFingerprint: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// Nil where there is no file, which is a state like any other.
    ///
    /// Follows links, so that a secret that is replaced by turning a link counts as changed.
    init?(path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        size = Int(status.st_size)
        seconds = Int(status.st_mtim.tv_sec)
        nanoseconds = Int(status.st_mtim.tv_nsec)
    }
}

/// The state of all files that a configuration was read from.
struct FileStates: Sendable {
    private var states: [String: FileFingerprint?] = [:]

    init() {}

    /// Remembers the files as they are now.
    ///
    /// To be called before they are read, so that a change in between is seen as a later one.
    mutating func record(_ paths: some Sequence<String>) {
        for path in paths { states[path] = .some(FileFingerprint(path: path)) }
    }

    /// Takes over what `other` remembers.
    mutating func merge(_ other: FileStates) {
        states.merge(other.states) { _, new in new }
    }

    /// Whether any of the files is another one by now.
    var haveChanged: Bool {
        states.contains { path, state in FileFingerprint(path: path) != state }
    }
}
