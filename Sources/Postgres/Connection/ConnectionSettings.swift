/// Where and as whom to connect: a libpq URI or `keyword=value` string, and what we add.
///
/// Several hosts are allowed (`host=a,b`). Neither `description` nor an error shows a password.
package struct ConnectionSettings: Sendable {
    private var values: [String: String]
    private var secretKeywords: Set<String>

    /// Reads a libpq URI or conninfo string; later overrides replace single keywords.
    package init(_ text: String) throws(PostgresError) {
        guard let settings = ConnectionString.parse(text) else {
            throw PostgresError(
                sqlState: .unreadableSettings,
                message: "the database setting is neither a libpq URI (postgresql://host/database)"
                    + " nor keyword=value pairs (host=… dbname=…) that libpq knows")
        }
        self.init(keywords: [:])
        for setting in settings {
            values[setting.keyword] = setting.value
            if setting.isSecret { secretKeywords.insert(setting.keyword) }
        }
    }

    /// Settings by libpq keyword.
    package init(keywords: [String: String]) {
        values = [
            // A dead host is noticed in seconds instead of the kernel's many minutes.
            "connect_timeout": "5", "keepalives": "1", "keepalives_idle": "10",
            "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "30000",
            "fallback_application_name": "trueup",
        ]
        values.merge(keywords) { _, stated in stated }
        secretKeywords = ["password", "sslpassword"]
    }

    /// A copy with one libpq keyword set, or removed by nil.
    package func setting(_ keyword: String, to value: String?) -> ConnectionSettings {
        var copy = self
        copy.values[keyword] = value
        return copy
    }

    /// The value of a keyword that is not a secret.
    package subscript(keyword: String) -> String? {
        secretKeywords.contains(keyword) ? nil : values[keyword]
    }

    /// What `pg_stat_activity` shows for the connection.
    package func named(_ applicationName: String) -> ConnectionSettings {
        setting("application_name", to: applicationName)
    }

    /// Of several hosts only one that takes writes will do.
    package var forWriting: ConnectionSettings {
        setting("target_session_attrs", to: "read-write")
    }

    /// Everything results and texts depend on is fixed, whatever the environment says.
    var libpqKeywords: [(keyword: String, value: String)] {
        var all = values
        all["client_encoding"] = "UTF8"
        return all.sorted { $0.key < $1.key }.map { (keyword: $0.key, value: $0.value) }
    }

    /// A conninfo string of everything but the secrets, for programs that get it as an argument.
    var conninfoWithoutSecrets: String {
        values.filter { !secretKeywords.contains($0.key) }
            .sorted { $0.key < $1.key }
            .map { "\($0.key)='\(Self.escape($0.value))'" }
            .joined(separator: " ")
    }

    /// The secrets as libpq's environment variables.
    var secretEnvironment: [String: String?] {
        // libpq has no variable for the key's password; such a key is unlocked by hand.
        values["password"].map { ["PGPASSWORD": $0] } ?? [:]
    }

    /// The same connection with every statement run as another role that the user belongs to.
    package func assuming(role: String) -> ConnectionSettings {
        let stated = values["options"].map { "\($0) " } ?? ""
        // Spaces and backslashes separate options: `\ ` and `\\` stand for themselves.
        let escaped = role.reduce(into: "") { text, character in
            if character == " " || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return setting("options", to: "\(stated)-c role=\(escaped)")
    }

    private static func escape(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            if character == "'" || character == "\\" { text.append("\\") }
            text.append(character)
        }
    }

    /// Takes every secret out of a text that libpq made.
    func redact(_ text: String) -> String {
        var redacted = text[...]
        for keyword in secretKeywords {
            guard let secret = values[keyword], !secret.isEmpty else { continue }
            redacted =
                redacted.split(separator: secret, omittingEmptySubsequences: false)
                .joined(separator: "***")[...]
        }
        return String(redacted)
    }
}

extension ConnectionSettings: CustomStringConvertible, CustomDebugStringConvertible {
    /// Host, port, database and user: what a person needs to find the server.
    package var description: String {
        let shown = ["host", "hostaddr", "port", "dbname", "user", "service"]
        let stated = shown.compactMap { keyword in
            values[keyword].map { "\(keyword)=\($0)" }
        }
        return stated.isEmpty ? "libpq's defaults" : stated.joined(separator: " ")
    }

    package var debugDescription: String { description }
}

extension ConnectionSettings: CustomReflectable {
    /// Keeps `dump` and string interpolation of containers from showing the values.
    package var customMirror: Mirror { Mirror(self, children: ["target": description]) }
}
