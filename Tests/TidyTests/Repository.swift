import Foundation

/// One text file of the project.
struct SourceFile {
    /// Relative to the package's root, with `/` between the parts.
    var path: String
    var lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // A text file ends with a newline, which begins no further line.
        if lines.last?.isEmpty == true { lines.removeLast() }
    }

    var name: String { String(path.split(separator: "/").last ?? "") }
    var folders: [String] { path.split(separator: "/").dropLast().map(String.init) }
    var isSwift: Bool { path.hasSuffix(".swift") }
}

/// The project that this test was compiled from.
struct Repository {
    var root: URL
    /// Every file that is tracked, or new and not ignored; sorted.
    var paths: [String]
    /// Tracked files alone; all files where the project is no git checkout.
    var trackedPaths: [String]

    static func ofThisTest(filePath: String = #filePath) throws -> Repository {
        // …/Tests/TidyTests/Repository.swift
        let root = URL(filePath: filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        if let tracked = gitFiles(root, ["--cached"]),
            let all = gitFiles(root, ["--cached", "--others", "--exclude-standard"])
        {
            return Repository(root: root, paths: all, trackedPaths: tracked)
        }
        let all = try allFiles(root)
        return Repository(root: root, paths: all, trackedPaths: all)
    }

    func files(under folder: String) throws -> [SourceFile] {
        try paths.filter { $0.hasPrefix(folder + "/") }.map(file)
    }

    func file(_ path: String) throws -> SourceFile {
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        return SourceFile(path: path, text: text)
    }

    /// Nil where git or the checkout is missing (an unpacked archive): then the folders are read.
    private static func gitFiles(_ root: URL, _ options: [String]) -> [String]? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "-C", root.path, "ls-files", "-z"] + options
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        let listed = String(decoding: bytes, as: UTF8.self).split(separator: "\0").map(String.init)
        return existing(listed, root)
    }

    private static func allFiles(_ root: URL) throws -> [String] {
        let listed = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        return existing(listed.filter { !$0.hasPrefix(".") }, root)
    }

    private static func existing(_ listed: [String], _ root: URL) -> [String] {
        Set(listed).filter { path in
            let values = try? root.appending(path: path).resourceValues(forKeys: [.isRegularFileKey]
            )
            return values?.isRegularFile == true
        }.sorted()
    }
}
