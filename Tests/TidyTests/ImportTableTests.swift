import Testing

/// The import table on a house of three rooms.
@Suite struct ImportTableTests {
    static let table = ImportTable(
        floors: ["Low": 0, "Side": 1, "Middle": 1, "High": 2], pure: ["Middle"],
        strangers: ["High": ["Side"]])

    @Test func manifestsAreRead() {
        let manifest = Manifest(
            """
            func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
                .target(name: name, dependencies: dependencies, swiftSettings: strict)
            }
            .systemLibrary(name: "Low", providers: [.apt(["libz-dev"])]),
            room("Middle"), room("High", ["Low", "Middle"]),
            .target(name: "Text", path: "sql", exclude: ["roles"], swiftSettings: strict),
            .executableTarget(name: "run-me", dependencies: ["High"]),
            .target(name: "Support", dependencies: ["Low"], path: "Tests/Support"),
            tests(
                "HighTests", ["High"]),
            """)
        func target(
            _ name: String, _ kind: Manifest.Target.Kind, _ dependencies: [String], _ path: String
        ) -> Manifest.Target {
            Manifest.Target(name: name, kind: kind, dependencies: dependencies, path: path)
        }
        #expect(manifest.targets.count == 7)
        #expect(manifest.target("Low") == target("Low", .systemLibrary, [], "Sources/Low"))
        #expect(manifest.target("Middle") == target("Middle", .product, [], "Sources/Middle"))
        let high = target("High", .product, ["Low", "Middle"], "Sources/High")
        #expect(manifest.target("High") == high)
        #expect(manifest.target("Text") == target("Text", .product, [], "sql"))
        #expect(manifest.target("run-me")?.dependencies == ["High"])
        let support = target("Support", .test, ["Low"], "Tests/Support")
        #expect(manifest.target("Support") == support)
        let tests = target("HighTests", .test, ["High"], "Tests/HighTests")
        #expect(manifest.target("HighTests") == tests)
    }

    @Test(arguments: [
        ("room(\"High\", [\"Middle\"])", 0),
        ("room(\"Middle\", [\"Side\"])", 1),  // the same floor
        ("room(\"Low\", [\"High\"])", 1),  // a higher one
        ("room(\"High\", [\"Side\"])", 1),  // a stranger
        ("room(\"Unknown\", [])", 1),
        ("room(\"High\", [\"Unknown\"])", 1),
    ])
    func dependencies(manifest: String, violations: Int) {
        #expect(Self.table.violations(in: Manifest(manifest)).count == violations)
    }

    @Test(arguments: [
        ("import Low", 0), ("package import Low", 0), ("internal import Low\nimport Glibc", 0),
        ("import Middle", 1),  // on a lower floor, but not declared
        ("@testable import Middle", 1),
        ("import struct Middle.Value", 1),
        ("import Testing", 1),
        ("// import Middle", 0),
        ("let text = \"import Middle\"", 0),
    ])
    func imports(text: String, violations: Int) throws {
        let target = Manifest.Target(
            name: "High", kind: .product, dependencies: ["Low"], path: "Sources/High")
        let file = SourceFile(path: "Sources/High/A.swift", text: text)
        #expect(Self.table.violations(in: file, of: target).count == violations)
    }

    @Test(arguments: [
        ("import FoundationEssentials", 0), ("import Foundation", 1), ("import Glibc", 1),
        ("import Dispatch", 1), ("import Synchronization", 1), ("private import Glibc", 1),
        ("#if canImport(Glibc)\n    import Glibc\n#endif", 1),
    ])
    func importsOfPureTargets(text: String, violations: Int) throws {
        let target = Manifest.Target(
            name: "Middle", kind: .product, dependencies: [], path: "Sources/Middle")
        let file = SourceFile(path: "Sources/Middle/A.swift", text: text)
        #expect(Self.table.violations(in: file, of: target).count == violations)
    }
}
