import Glibc
import Runtime

/// A host's address and port as the system's calls take them.
package struct ResolvedAddress: Sendable {
    let family: Int32
    /// A whole socket address of the family.
    package let bytes: [UInt8]

    /// Asks the system's resolver, which may take its time; the first address counts.
    package init(host: String, port: UInt16) throws(SendingError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &first)
        guard code == 0, let found = unsafe first else {
            throw .unknownHost(unsafe "\(host): \(String(cString: gai_strerror(code)))")
        }
        // The list lives until `freeaddrinfo`; only bytes of it are kept.
        defer { unsafe freeaddrinfo(first) }
        family = unsafe found.pointee.ai_family
        bytes = unsafe Array(
            UnsafeRawBufferPointer(
                start: found.pointee.ai_addr, count: Int(found.pointee.ai_addrlen)))
    }
}
