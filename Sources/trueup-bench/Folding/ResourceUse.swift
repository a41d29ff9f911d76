import Glibc
import Postgres

/// Processor time that this process and the server have used, and the wall clock.
struct ResourceUse {
    private var wall: ContinuousClock.Instant
    private var ownMicroseconds: Int64
    private var serverMicroseconds: Int64

    static func now(_ cluster: RunningCluster) -> ResourceUse {
        ResourceUse(
            wall: .now, ownMicroseconds: ownProcessorMicroseconds(),
            serverMicroseconds: serverProcessorMicroseconds(cluster.processID))
    }

    /// What was used since then.
    struct Spent {
        var seconds: Double
        var ownMicroseconds: Int64
        var serverMicroseconds: Int64
    }

    func spent(_ cluster: RunningCluster) -> Spent {
        let now = ResourceUse.now(cluster)
        return Spent(
            seconds: (now.wall - wall) / .seconds(1),
            ownMicroseconds: now.ownMicroseconds - ownMicroseconds,
            serverMicroseconds: now.serverMicroseconds - serverMicroseconds)
    }

    private static func ownProcessorMicroseconds() -> Int64 {
        var usage = rusage()
        // The call fills the struct that it is given.
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
        return Int64(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
            + Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }

    /// The postmaster, its living children, and those that it has waited for.
    private static func serverProcessorMicroseconds(_ postmaster: Int32) -> Int64 {
        var ticks: Int64 = 0
        for processID in processIDs() {
            guard let fields = statistics(processID) else { continue }
            let isPostmaster = processID == postmaster
            guard isPostmaster || fields[1] == String(postmaster) else { continue }
            // utime and stime; of the postmaster cutime and cstime, too (proc(5)).
            for field in isPostmaster ? 11...14 : 11...12 { ticks += Int64(fields[field]) ?? 0 }
        }
        return ticks * 1_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func processIDs() -> [Int32] {
        guard let directory = unsafe opendir("/proc") else { return [] }
        defer { unsafe closedir(directory) }
        var processIDs: [Int32] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let processID = Int32(name) { processIDs.append(processID) }
        }
        return processIDs
    }

    /// The fields after the name, which may hold spaces itself: state, parent and so on.
    private static func statistics(_ processID: Int32) -> [Substring]? {
        guard let text = readText("/proc/\(processID)/stat"), let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].dropFirst(2).split(separator: " ")
        return fields.count > 15 ? fields : nil
    }
}

/// The greatest resident memory of this process since it was last reset.
enum PeakMemory {
    static func reset() {
        guard let file = unsafe fopen("/proc/self/clear_refs", "w") else { return }
        unsafe fputs("5", file)
        unsafe fclose(file)
    }

    static var mebibytes: Int {
        let lines = readText("/proc/self/status")?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("VmHWM:") }
        let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (kibibytes ?? 0) / 1_024
    }
}

/// A small file as a whole; nil when it cannot be read.
private func readText(_ path: String) -> String? {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8_192)
    // The call writes at most as many bytes as the array holds.
    let count = unsafe fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
}
