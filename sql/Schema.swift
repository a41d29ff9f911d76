// The SQL of the product, built into the binary.
package enum Schema {
    package static let sample: [UInt8] = PackageResources.m0001_log_sql
}
