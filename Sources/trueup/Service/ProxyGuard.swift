import HTTPServer
import Runtime

/// Lets only the configured proxies, and this machine, reach the routes behind it: beyond loopback
/// the intake's own connections are in the clear.
struct ProxyGuard: RequestRouter {
    let proxies: [AddressRange]
    let routes: RouteTable

    func route(_ head: RequestHead) -> Verdict {
        guard let peer = InternetAddress(head.peerAddress),
            peer.isLoopback || proxies.contains(where: { $0.contains(peer) })
        else {
            var refusal = Response.json(403, #"{"error":"come through the proxy"}"#)
            refusal.closesConnection = true
            return .refuse(refusal)
        }
        return routes.route(head)
    }
}
