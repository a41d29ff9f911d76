package import Runtime

/// Why a server cannot listen.
package enum ListenError: Error, Equatable, CustomStringConvertible {
    case portInUse(ListenAddress)
    case refused(ListenAddress, reason: String)
    case certificateUnusable(certificate: String, key: String)
    case certificateUnreadable(SecretReferenceError)

    package var description: String {
        switch self {
        case .portInUse(let address):
            "cannot listen on \(address): the port is in use: stop what uses it, or choose another"
        case .refused(let address, let reason):
            "cannot listen on \(address): \(reason)"
        case .certificateUnusable(let certificate, let key):
            "cannot serve TLS with certificate \(certificate) and key \(key): check that both are"
                + " PEM and belong together"
        case .certificateUnreadable(let error): "cannot serve TLS: \(error)"
        }
    }
}
