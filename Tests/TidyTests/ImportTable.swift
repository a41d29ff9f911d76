/// The floors of the house: a target imports only targets on lower floors.
///
/// New targets get their line here, in `Package.swift` and in `Sources/README.md`.
struct ImportTable {
    var floors: [String: Int]
    /// Without input, output, clocks, threads and randomness: of the toolchain's modules they may
    /// import `FoundationEssentials` alone.
    var pure: Set<String>
    /// Pairs that share no code although the floors would allow it.
    var strangers: [String: Set<String>]

    static let house = ImportTable(
        floors: [
            "CPostgres": 0, "COpenSSL": 0, "CMicrohttpd": 0, "CLinux": 0,
            "Money": 1, "Cryptography": 1,
            "Events": 2,
            "Settings": 3, "Ledger": 3, "Programs": 3,
            "Providers": 4, "Reconciliation": 4, "Runtime": 4, "Faults": 4,
            // The text of the SQL imports nothing; the rooms that run it stand above it.
            "Configuration": 5, "Postgres": 5, "Schema": 5, "HTTPClient": 5,
            "EventLog": 6, "Delivery": 6,
            "Projection": 7, "HTTPServer": 7, "Recording": 7, "Demonstration": 7,
            "Intake": 8, "Console": 8, "ProviderAPI": 8,
            "Simulator": 9, "SimulatedProviders": 9,
            "trueup": 10, "trueup-bench": 10,
        ],
        pure: ["Money", "Events", "Settings", "Providers", "Ledger", "Reconciliation", "Programs"],
        // The simulator's ground truth proves nothing when it is computed by the code on trial.
        strangers: Dictionary(
            uniqueKeysWithValues: [
                "Programs", "Faults", "HTTPClient", "Delivery", "Recording", "Demonstration",
                "ProviderAPI", "Simulator", "SimulatedProviders",
            ].map { ($0, ["Ledger", "Reconciliation", "Projection"]) }))

    /// Modules of the toolchain that targets may import.
    static let toolchainModules: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Synchronization",
    ]
    static let testModules: Set<String> = toolchainModules.union(["Testing"])
    static let pureModules: Set<String> = ["FoundationEssentials"]

    /// What is wrong with the dependencies that the manifest declares.
    func violations(in manifest: Manifest) -> [String] {
        manifest.targets.filter { $0.kind != .test }.flatMap { target -> [String] in
            guard let floor = floors[target.name] else {
                return ["\(target.name): no floor in the import table"]
            }
            return target.dependencies.compactMap { dependency in
                guard let below = floors[dependency] else {
                    return "\(target.name): depends on \(dependency), which has no floor"
                }
                if strangers[target.name]?.contains(dependency) == true {
                    return "\(target.name): must share no code with \(dependency)"
                }
                return below < floor
                    ? nil
                    : "\(target.name) (floor \(floor)): depends on \(dependency) (floor \(below))"
            }
        }
    }

    /// What is wrong with the imports of one file of a target.
    ///
    /// Undeclared imports of targets are what the compiler lets pass: a module that was built for
    /// another target is found in the same folder.
    func violations(in file: SourceFile, of target: Manifest.Target) -> [String] {
        let allowed =
            if target.kind == .test {
                Self.testModules
            } else {
                pure.contains(target.name) ? Self.pureModules : Self.toolchainModules
            }
        return importedModules(of: file).compactMap { module in
            if target.dependencies.contains(module) || allowed.contains(module) { return nil }
            if floors[module] != nil {
                return "\(file.path): imports \(module), which Package.swift does not list for "
                    + target.name
            }
            let why = pure.contains(target.name) ? "a pure target" : target.name
            return "\(file.path): imports \(module), which is not for \(why)"
        }
    }
}

/// The modules that a file imports, at any access level, in order.
func importedModules(of file: SourceFile) -> [String] {
    let form =
        #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|typealias|actor|let|var)\s+)?(\w+)/#
    return file.lines.compactMap { line in
        line.prefixMatch(of: form).map { String($0.output.1) }
    }
}
