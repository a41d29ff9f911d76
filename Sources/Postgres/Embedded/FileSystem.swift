import Glibc

/// What the embedded cluster asks about a path; links are not followed.
struct FileStatus {
    let ownerID: UInt32
    let permissions: UInt32
    let isDirectory: Bool

    /// Nil when there is nothing at the path.
    init?(path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        ownerID = status.st_uid
        permissions = status.st_mode & 0o7777
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
    }
}

/// Makes a directory that only its owner may enter; one that exists must be exactly that.
func makePrivateDirectory(_ path: String, owner: ServerAccount) throws(PostgresError) {
    if unsafe mkdir(path, 0o700) == 0 { return try give(path, to: owner) }
    guard errno == EEXIST else {
        throw .embedded("cannot make the directory \(path): \(describe(errno: errno))")
    }
    if isPrivateDirectory(path, of: owner.userID) { return }
    // Another process of root's is making it at this moment, and has not given it away yet.
    if geteuid() == 0, isPrivateDirectory(path, of: 0), directoryEntries(path).isEmpty {
        return try give(path, to: owner)
    }
    // It may have been given away since it was looked at.
    guard isPrivateDirectory(path, of: owner.userID) else {
        throw .embedded(
            "\(path) must be a directory of \(owner.name) with mode 0700: chown or remove it")
    }
}

private func isPrivateDirectory(_ path: String, of userID: UInt32) -> Bool {
    guard let status = FileStatus(path: path) else { return false }
    return status.isDirectory && status.ownerID == userID && status.permissions & 0o077 == 0
}

/// A server does not run as root: what root makes for it is given to the server's user.
private func give(_ path: String, to owner: ServerAccount) throws(PostgresError) {
    if geteuid() == 0, unsafe lchown(path, owner.userID, owner.groupID) != 0 {
        throw .embedded("cannot give \(path) to \(owner.name): \(describe(errno: errno))")
    }
}

/// Makes a directory and its parents, as far as they are missing.
func makeDirectories(_ path: String, owner: ServerAccount) throws(PostgresError) {
    guard FileStatus(path: path) == nil else { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        try makeParents(String(path[..<slash]))
    }
    try makePrivateDirectory(path, owner: owner)
}

private func makeParents(_ path: String) throws(PostgresError) {
    // A parent may well be a link: what counts is that it exists.
    guard unsafe access(path, F_OK) != 0 else { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
        try makeParents(String(path[..<slash]))
    }
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
        throw .embedded("cannot make the directory \(path): \(describe(errno: errno))")
    }
}

/// The text of a small file, or nil when it cannot be read.
func readFile(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return String(validating: readToEnd(descriptor), as: UTF8.self)
}

/// Replaces a small file whole or not at all, for the owner alone.
func writeFile(_ path: String, _ text: String, owner: ServerAccount) throws(PostgresError) {
    let temporary = path + ".new"
    _ = unsafe unlink(temporary)
    let descriptor = unsafe open(
        temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
        throw .embedded("cannot write \(temporary): \(describe(errno: errno))")
    }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard unsafe write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0,
        geteuid() != 0 || fchown(descriptor, owner.userID, owner.groupID) == 0,
        unsafe rename(temporary, path) == 0
    else { throw .embedded("cannot write \(path): \(describe(errno: errno))") }
}

/// The directories of `PATH`.
func searchPath() -> [String] {
    guard let path = unsafe getenv("PATH") else { return [] }
    return unsafe String(cString: path).split(separator: ":").map(String.init)
}

/// The first executable file of that name.
func executablePath(_ name: String, in directories: [String]) -> String? {
    directories.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
}

/// The entries of a directory, sorted; none when it cannot be read.
func directoryEntries(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
        // The name is a null-terminated field inside the entry, copied before the next readdir.
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
            unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) {
                unsafe String(cString: $0)
            }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}
