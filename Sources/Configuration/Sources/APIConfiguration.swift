import FoundationEssentials
import Providers
package import Runtime
import Settings

/// How a provider's own API is reached: `{"baseURL": …, "credentials": {"apiKey": "env:KEY"}}`.
package struct APIConfiguration: Hashable, Sendable {
    /// HTTPS, or HTTP on this machine; without a slash at its end.
    package let baseURL: String
    /// By the name under which the provider's API knows them.
    package let credentials: [String: SecretReference]

    init?(_ setting: SettingValue, provider: Provider) {
        guard let object = setting.object(keys: ["baseURL", "credentials"]) else { return nil }
        let baseURL = object.required("baseURL", "the API's address")?.webAddress()
        let sets = provider.apiCredentials
        let given = object.required("credentials", "an object with references")?
            .object(keys: sets.flatMap(\.self))
        guard let baseURL, let given else { return nil }
        var credentials: [String: SecretReference] = [:]
        for (name, value) in given.members { credentials[name] = value.reference() }
        guard sets.contains(where: { $0.allSatisfy { given[$0] != nil } }) else {
            let wanted = sets.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
            given.report("is not complete; give \(wanted)")
            return nil
        }
        self.baseURL = baseURL
        self.credentials = credentials
    }
}

extension SettingValue {
    /// An `https` address without user, query and fragment; `http` for this machine alone.
    func webAddress() -> String? {
        let expected = "an address such as https://api.example.com/v1"
        guard let text = text(expected) else { return nil }
        guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else {
            // Not repeated: an address with a user and a password in it is a secret.
            report("is no address without user, query and fragment; give \(expected)")
            return nil
        }
        let isLocal = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        guard parts.scheme == "https" || (parts.scheme == "http" && isLocal) else {
            report("must begin with https://; http:// is for this machine alone")
            return nil
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
