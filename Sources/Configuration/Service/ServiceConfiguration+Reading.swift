import Events
import Runtime
package import Settings

extension ServiceConfiguration {
    private static let fileKeys =
        SettingOverride.allCases.map(\.rawValue)
        + ["adminHosts", "limits", "sources", "alerts", "seal"]

    /// Reads a configuration from the bytes of its file and from what goes over it.
    ///
    /// - Parameters:
    ///   - bytes: the file's content; nil where there is no file.
    ///   - file: the file's name as errors show it.
    package init(
        parsing bytes: [UInt8]?, file: String?, flags: [SettingOverride: String] = [:],
        environment: [String: String] = [:]
    ) throws(ConfigurationError) {
        let problems = ProblemList()
        var root: SettingObject?
        if let bytes {
            root = try Self.object(parsing: bytes, .file(file ?? "configuration"), problems)
        }
        let texts = LayeredTexts(
            flags: flags, environment: environment, file: root, problems: problems)
        listen = texts.address(.listen) ?? Self.loopback(port: 8_080)
        adminListen = texts.address(.adminListen) ?? Self.loopback(port: 9_090)
        adminHosts = root?["adminHosts"]?.texts("a list of host names") ?? []
        database = texts.secret(.database)
        logLevel =
            texts[.log]?.read("debug, info, warning or error") { LogLevel($0) } ?? .info
        logFormat = texts[.logFormat]?.read("text or json") { LogFormat(rawValue: $0) }
        tls = texts.tlsFiles()
        proxies = texts.proxies()
        limits = root?["limits"].map { ServiceLimits($0) } ?? ServiceLimits()
        sources = Self.sources(root)
        alerts = root?["alerts"]?.list("a list of alerts").compactMap(AlertConfiguration.init) ?? []
        seal = root?["seal"].flatMap(SealConfiguration.init)
        self.file = bytes == nil ? nil : file
        unusedSettings =
            ["alerts", "seal"].filter { root?[$0] != nil }
            + sources.enumerated().flatMap { place, source in
                source.unusedSettings.map { "sources[\(place)].\($0)" }
            }
        texts.reportExposedIntake(listen, isProtected: tls != nil || !proxies.isEmpty)
        texts.reportExposedAdmin(adminListen)
        Self.reportUnknownSources(of: alerts, among: sources, root)
        try problems.throwIfAny()
    }

    private static func object(
        parsing bytes: [UInt8], _ origin: ConfigurationProblem.Origin, _ problems: ProblemList
    ) throws(ConfigurationError) -> SettingObject {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(
                parsing: bytes, limits: JSONLimits(maximumBytes: 4 << 20, maximumDepth: 32))
        } catch {
            let message = "not valid JSON: \(error.problem.rawValue)"
            let place = TextPlace.describe(offset: error.offset, in: bytes)
            throw ConfigurationError([ConfigurationProblem(origin, place: place, message)])
        }
        guard document.root.kind == .object else {
            let message = "must be an object, such as {\"sources\": []}"
            throw ConfigurationError([ConfigurationProblem(origin, message)])
        }
        return SettingObject(document.root, origin, path: "", keys: fileKeys, problems: problems)
    }

    private static func sources(_ root: SettingObject?) -> [SourceConfiguration] {
        guard let setting = root?["sources"] else { return [] }
        var sources: [SourceConfiguration] = []
        for element in setting.list("a list of sources") {
            guard let source = SourceConfiguration(element) else { continue }
            if sources.contains(where: { $0.name == source.name }) {
                element.report("the name \(source.name) is used twice; give each source its own")
            }
            sources.append(source)
        }
        return sources
    }

    private static func reportUnknownSources(
        of alerts: [AlertConfiguration], among sources: [SourceConfiguration],
        _ root: SettingObject?
    ) {
        let names = sources.map(\.name)
        for alert in alerts {
            for name in alert.sources ?? [] where !names.contains(name) {
                root?["alerts"]?.report(
                    "\(alert.name) tells of the source \(name.quoted), which does not exist; "
                        + NearestName.suggestion(for: name, among: names))
            }
        }
    }

    private static func loopback(port: UInt16) -> ListenAddress {
        ListenAddress(address: .loopback, port: port)
    }
}

extension LayeredTexts {
    fileprivate func address(_ setting: SettingOverride) -> ListenAddress? {
        self[setting]?.read("a numeric address and a port, such as 127.0.0.1:8080") {
            ListenAddress($0)
        }
    }

    /// A text that may be secret, or the reference to one.
    fileprivate func secret(_ setting: SettingOverride) -> Secret? {
        guard let given = self[setting] else { return nil }
        guard given.text.hasPrefix("env:") || given.text.hasPrefix("file:") else {
            return Secret(bytes: Array(given.text.utf8))
        }
        do throws(SecretReferenceError) {
            return try SecretReference(given.text).resolve()
        } catch {
            given.report("\(error)")
            return nil
        }
    }

    fileprivate func tlsFiles() -> ServiceConfiguration.TLSFiles? {
        switch (self[.tlsCertificate], self[.tlsKey]) {
        case (let certificate?, let key?):
            return ServiceConfiguration.TLSFiles(certificate: certificate.text, key: key.text)
        case (let certificate?, nil):
            certificate.report("a certificate needs its key; give tlsKey or --tls-key")
        case (nil, let key?):
            key.report("a key needs its certificate; give tlsCertificate or --tls-certificate")
        case (nil, nil): break
        }
        return nil
    }

    /// One range, or several divided by commas.
    fileprivate func proxies() -> [AddressRange] {
        guard let given = self[.behindProxy] else { return [] }
        let parts = given.text.split(separator: ",", omittingEmptySubsequences: false)
        let ranges = parts.map { part in
            AddressRange(String(part.drop { $0 == " " }))
        }
        guard !ranges.contains(nil) else {
            given.report(
                "expected ranges of addresses such as 10.0.0.0/8, divided by commas, not "
                    + given.text.quoted)
            return []
        }
        return ranges.compactMap(\.self)
    }

    /// Beyond this machine, credentials and bodies must not travel in the clear.
    fileprivate func reportExposedIntake(_ listen: ListenAddress, isProtected: Bool) {
        guard !listen.address.isLoopback, !isProtected, let given = self[.listen] else { return }
        given.report(
            "\(listen) is reached from other machines: give --tls-certificate and --tls-key, or "
                + "--behind-proxy with the proxy's addresses")
    }

    /// Beyond this machine the admin listener would need tokens, which this version has not got.
    fileprivate func reportExposedAdmin(_ listen: ListenAddress) {
        guard !listen.address.isLoopback, let given = self[.adminListen] else { return }
        given.report(
            "\(listen) is reached from other machines, and the admin listener asks for no "
                + "credentials: listen on a loopback address, such as 127.0.0.1:9090")
    }
}

/// Where in a text something stands, as an editor shows it.
enum TextPlace {
    /// `line 3, column 17`, both from 1; columns count bytes.
    static func describe(offset: Int, in bytes: [UInt8]) -> String {
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return "line \(line), column \(before.count - lineStart + 1)"
    }
}
