import Delivery

/// A service that a drill sends to, and the database in which its traces are looked for.
protocol DrillSite: AnyObject {
    /// Others may send to the same sources: what the drill did not send is not judged.
    var isShared: Bool { get }
    var database: DatabaseAccess { get }

    /// Makes ready for these sources; where their deliveries go.
    func begin(_ sources: [DrillSource]) throws -> TargetURL
    /// They are done with.
    func finish(_ sources: [DrillSource]) throws
    /// The drill is over.
    func close()
}
