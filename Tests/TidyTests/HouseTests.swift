import Testing

/// The rules of the house, applied to the house.
@Suite struct HouseTests {
    let repository: Repository
    let manifestText: String
    let manifest: Manifest

    init() throws {
        repository = try Repository.ofThisTest()
        manifestText = try repository.file("Package.swift").lines.joined(separator: "\n")
        manifest = Manifest(manifestText)
    }

    @Test func onlyTheAgreedFilesStandAtTheTop() {
        let agreed: Set<Substring> = [
            "Package.swift", "Sources", "Tests", "sql", "deploy", "README.md",
        ]
        let top = Set(repository.trackedPaths.compactMap { $0.split(separator: "/").first })
        #expect(top.filter { !$0.hasPrefix(".") && !agreed.contains($0) }.sorted() == [])
    }

    @Test func everyFolderIsATargetAndEveryTargetAFolder() {
        func folders(_ top: String) -> Set<String> {
            Set(
                repository.paths.map { $0.split(separator: "/") }
                    .filter { $0.count > 2 && $0[0] == top }.map { "\(top)/\($0[1])" })
        }
        let declared = Set(manifest.targets.map(\.path))
        #expect(folders("Sources").union(folders("Tests")).subtracting(declared).sorted() == [])
        let empty = manifest.targets.filter { target in
            !repository.paths.contains { $0.hasPrefix(target.path + "/") }
        }
        #expect(empty.map(\.name) == [])
    }

    @Test func noPackageIsADependency() {
        #expect(!manifestText.contains(".package("))
    }

    @Test func targetsDependOnLowerFloors() {
        report(ImportTable.house.violations(in: manifest))
    }

    @Test func filesImportWhatTheirTargetDeclares() throws {
        let violations = try manifest.targets.flatMap { target in
            try repository.files(under: target.path).filter(\.isSwift).flatMap {
                ImportTable.house.violations(in: $0, of: target)
            }
        }
        report(violations)
    }

    @Test func filesAndLinesAreShort() throws {
        try report(swiftFiles().flatMap(TextRules.lengthViolations))
    }

    @Test func nothingIsLeftForLater() throws {
        let files = try ["Sources", "Tests", "sql", "deploy"].flatMap(repository.files)
        report(files.flatMap(TextRules.bannedWordViolations))
    }

    @Test func namesSayWhatIsInside() throws {
        let files = try repository.files(under: "Sources")
        report(files.flatMap(TextRules.emptyNameViolations))
        report(files.flatMap(TextRules.fileNameViolations))
    }

    @Test func whatLeavesTheCompilersProtectionSaysWhy() throws {
        try report(swiftFiles().flatMap(ExplanationRules.violations))
    }

    @Test func noFileIsEmpty() throws {
        try report(swiftFiles().flatMap(DeadDeclarations.emptyFileViolations))
    }

    @Test func everySQLFileSaysWhyItExists() throws {
        try report(sqlFiles().flatMap(SchemaRules.purposeViolations))
    }

    @Test func everyViewIsCommented() throws {
        report(SchemaRules.commentViolations(try sqlFiles()))
    }

    @Test func theMapShowsEveryTarget() throws {
        let map = try repository.file("Sources/README.md").lines
        let missing = manifest.targets.filter { target in
            target.kind != .test && !map.contains { $0.containsWord(target.name) }
        }
        #expect(missing.map(\.name) == [])
    }

    /// One issue each, so that every violation is a line of its own.
    private func report(_ violations: [String]) {
        for violation in violations { Issue.record("\(violation)") }
    }

    private func swiftFiles() throws -> [SourceFile] {
        try ["Sources", "Tests", "sql"].flatMap(repository.files).filter(\.isSwift)
    }

    private func sqlFiles() throws -> [SourceFile] {
        try repository.files(under: "sql").filter { $0.path.hasSuffix(".sql") }
    }
}
