import Glibc

/// libpq's variables that say which server to use and how, for a process that has one of its own.
///
/// libpq takes them wherever the settings state nothing, and PGHOSTADDR even before a stated host:
/// the service would write into another database than the one it was told to use.
package enum LibpqEnvironment {
    private static let names = [
        "PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS", "PGTARGETSESSIONATTRS",
        "PGREQUIREPEER", "PGREQUIREAUTH", "PGREQUIRESSL", "PGSSLMODE", "PGSSLNEGOTIATION",
        "PGCHANNELBINDING", "PGGSSENCMODE", "PGLOADBALANCEHOSTS",
    ]

    /// Takes them out of this process's environment, and of the programs that it starts.
    ///
    /// Call it before there are threads that read the environment.
    package static func forget() {
        for name in names where unsafe getenv(name) != nil {
            // No other thread reads the environment yet: see above.
            unsafe unsetenv(name)
        }
    }
}
