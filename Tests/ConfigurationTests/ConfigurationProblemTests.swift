import Configuration
import Settings
import Testing

/// Each error is one line with file, place and what to do; all come together.
@Suite struct ConfigurationProblemTests {
    @Test(
        arguments: [
            // The text as such.
            ("", ["trueup.json: line 1, column 1: not valid JSON: the text is empty"]),
            (
                "{\n  \"log\": \"info\",\n  \"log\": \"debug\"\n}",
                [
                    "trueup.json: line 3, column 3: not valid JSON: "
                        + "this key is repeated within its object"
                ]
            ),
            ("[]", ["trueup.json: must be an object, such as {\"sources\": []}"]),
            // Keys.
            (#"{"source": []}"#, ["trueup.json: source: unknown key; did you mean sources?"]),
            (#"{"Listen": "x"}"#, ["trueup.json: Listen: unknown key; did you mean listen?"]),
            (
                #"{"seal": {"keyfile": "a", "directory": "b"}}"#,
                [
                    "trueup.json: seal.keyfile: unknown key; did you mean keyFile?",
                    "trueup.json: seal: keyFile is missing; give the path of the key file",
                ]
            ),
            (
                #"{"seal": {"x y": 1, "keyFile": "a", "directory": "b"}}"#,
                [#"trueup.json: seal["x y"]: unknown key; known are keyFile, directory"#]
            ),
            (#"{"lgo": "info"}"#, ["trueup.json: lgo: unknown key; did you mean log?"]),
            // Kinds and bounds.
            (#"{"log": 3}"#, ["trueup.json: log: expected a text, found a number"]),
            (
                #"{"log": "loud"}"#,
                [#"trueup.json: log: expected debug, info, warning or error, not "loud""#]
            ),
            (
                #"{"limits": {"connections": 0, "idleSeconds": "2x", "bodySeconds": "2h"}}"#,
                [
                    #"trueup.json: limits.connections: must be a whole number from 1 to 65536, not "0""#,
                    "trueup.json: limits.bodySeconds: must be from 1s to 1h, not \"2h\"",
                    "trueup.json: limits.idleSeconds: expected a duration: seconds as a number, or a text "
                        + "such as 30s, 15m, 2h, 7d, not \"2x\"",
                ]
            ),
            (
                #"{"limits": {"connections": 1.0}}"#,
                [
                    #"trueup.json: limits.connections: must be a whole number from 1 to 65536, not "1.0""#
                ]
            ),
            (
                #"{"limits": {"bodyBytes": 2000000, "readingBytes": 1048576}}"#,
                [
                    "trueup.json: limits: readingBytes (1048576) is less than bodyBytes (2000000): no "
                        + "body of that size could be read; raise readingBytes"
                ]
            ),
            (
                #"{"listen": "localhost", "tlsKey": "/k"}"#,
                [
                    "trueup.json: listen: expected a numeric address and a port, such as "
                        + "127.0.0.1:8080, not \"localhost\"",
                    "trueup.json: tlsKey: a key needs its certificate; give tlsCertificate or "
                        + "--tls-certificate",
                ]
            ),
            (
                #"{"listen": "0.0.0.0:8080"}"#,
                [
                    "trueup.json: listen: 0.0.0.0:8080 is reached from other machines: give "
                        + "--tls-certificate and --tls-key, or --behind-proxy with the proxy's addresses"
                ]
            ),
            (#"{"listen": "0.0.0.0:8080", "behindProxy": "10.1.2.3"}"#, []),
            (
                #"{"adminListen": "10.1.2.3:9090"}"#,
                [
                    "trueup.json: adminListen: 10.1.2.3:9090 is reached from other machines, and "
                        + "the admin listener asks for no credentials: listen on a loopback "
                        + "address, such as 127.0.0.1:9090"
                ]
            ),
            (
                #"{"behindProxy": "10.1.2.3/8"}"#,
                [
                    "trueup.json: behindProxy: expected ranges of addresses such as 10.0.0.0/8, divided "
                        + "by commas, not \"10.1.2.3/8\""
                ]
            ),
            (
                #"{"alerts": [{"name": "ops", "url": "env:A", "severity": "high", "sources": ["x"]}]}"#,
                [
                    #"trueup.json: alerts[0].severity: "high" is unknown; known are info, warning, error, "#
                        + "critical",
                    #"trueup.json: alerts: ops tells of the source "x", which does not exist; there is none"#,
                ]
            ),
        ] as [(String, [String])])
    func service(text: String, expected: [String]) {
        #expect(problems(text) == expected)
    }

    @Test(
        arguments: [
            (
                #"{"sources": [{"name": "Cards!"}]}"#,
                [
                    #"sources[0].name: "Cards!" is no source name; give 1 to 63 characters of a-z, 0-9 and "#
                        + "hyphen",
                    "sources[0]: environment is missing; give live or test",
                    "sources[0]: provider is missing; give one of nymcard, uphold, agentcard, "
                        + "standard-webhooks",
                ]
            ),
            (
                source("uphald"),
                [#"sources[0].provider: "uphald" is unknown; did you mean uphold?"#]
            ),
            (
                source("agentcard", #""secretz": ["env:A"]"#),
                ["sources[0].secretz: unknown key; did you mean secrets?"]
            ),
            (
                source("agentcard", secrets: nil),
                [
                    "sources[0]: secrets is missing; give a list of references, such as "
                        + #"["file:/run/secrets/hook"]"#
                ]
            ),
            (
                source("agentcard", secrets: #""secrets": []"#),
                [
                    "sources[0].secrets: is empty: every delivery would be refused; give a list of "
                        + #"references, such as ["file:/run/secrets/hook"]"#
                ]
            ),
            (
                source("agentcard", secrets: #""secrets": ["env:A", "env:A"]"#),
                ["sources[0].secrets[1]: env:A is repeated; give it once"]
            ),
            (
                source("nymcard"),
                [
                    "sources[0].secrets: means nothing to a source of nymcard; leave it out and give "
                        + "basicAuth or customHeaders, NymCard signs nothing",
                    "sources[0]: has no credentials: every delivery would be refused; give basicAuth or "
                        + "customHeaders",
                ]
            ),
            (
                source("uphold", #""basicAuth": {}, "fieldMap": {}"#),
                [
                    "sources[0].basicAuth: means nothing to a source of uphold; leave it out and give "
                        + "secrets, the provider signs its deliveries",
                    "sources[0].fieldMap: means nothing to a source of uphold; leave it out",
                ]
            ),
            (
                source("nymcard", secrets: #""credentialSets": [{}, {"customHeaders": []}]"#),
                [
                    "sources[0].credentialSets[0]: has no credentials; give basicAuth or customHeaders",
                    "sources[0].credentialSets[1].customHeaders: is empty; give a name and a value, or "
                        + "leave the key out",
                ]
            ),
            (
                source("nymcard", secrets: #""basicAuth": {"username": "env:A"}"#),
                ["sources[0].basicAuth: password is missing; give a reference"]
            ),
            (
                source(
                    "nymcard",
                    secrets: #""customHeaders": [{"name": "a b", "value": "env:A"}, "#
                        + #"{"name": "X", "value": "env:A"}, {"name": "x", "value": "env:B"}]"#),
                [
                    #"sources[0].customHeaders[0].name: "a b" is no header name; give a header name: "#
                        + "letters, digits and hyphens",
                    "sources[0].customHeaders[2]: the header x is repeated; give it once",
                ]
            ),
            (
                source(
                    "agentcard",
                    #""fieldMap": {"transaction.idd": "a", "transaction.id": "a..b", "created": "x"}"#
                ),
                [
                    #"sources[0].fieldMap["transaction.idd"]: unknown field; did you mean transaction.id?"#,
                    #"sources[0].fieldMap["transaction.id"]: "a..b" is no path; give a path such as "#
                        + #"data.card.id, with \. for a point in a name"#,
                    "sources[0].fieldMap.created: unknown field; known are transaction.id, "
                        + "transaction.original-id, transaction.card-id, transaction.amount, "
                        + "transaction.currency, transaction.merchant, transaction.mcc, "
                        + "transaction.reason",
                ]
            ),
            (
                source(
                    "agentcard",
                    #""policies": {"approvedStatusCodes": ["00"], "clearing": "ad", "release": 1}"#),
                [
                    "sources[0].policies.approvedStatusCodes: unknown key; known are clearing, release, "
                        + "clockResolutionMicroseconds, announcesCards, negativeClearingIsRefund",
                    #"sources[0].policies.clearing: "ad" is unknown; did you mean add?"#,
                    "sources[0].policies.release: expected true or false, found a number",
                ]
            ),
            (
                source(
                    "agentcard",
                    #""thresholds": {"balance-gab": 1, "balance-gap": -1}"#
                ),
                [
                    "sources[0].thresholds.balance-gab: unknown key; did you mean balance-gap?",
                    #"sources[0].thresholds.balance-gap: must be from 0s to 366d, not "-1""#,
                ]
            ),
            (
                source(
                    "agentcard", #""api": {"baseURL": "http://api.example.com", "credentials": {}}"#
                ),
                [
                    "sources[0].api.baseURL: must begin with https://; http:// is for this machine alone"
                ]
            ),
            (
                source(
                    "uphold",
                    #""api": {"baseURL": "https://a", "credentials": {"clientId": "env:A"}}"#),
                [
                    "sources[0].api.credentials: is not complete; give token, or clientId and "
                        + "clientSecret"
                ]
            ),
            (
                source("agentcard", #""maskedPaths": ["a", "a", 3]"#),
                [
                    "sources[0].maskedPaths[1]: a is repeated; give it once",
                    "sources[0].maskedPaths[2]: expected a path such as data.card.id, found a number",
                ]
            ),
            (
                source("agentcard", #""statement": {"format": "xls", "columns": {"amount": "A"}}"#),
                [
                    #"sources[0].statement.format: "xls" is unknown; known are csv, json-lines"#,
                    "sources[0].statement.columns: transaction-id is missing; give the column's name",
                    "sources[0].statement.columns: currency is missing; give the column's name",
                ]
            ),
            (
                source(
                    "standard-webhooks",
                    #""dialect": "uphold-enterprise", "eventMappings": {"a": {"step": "paid"}}"#),
                [
                    "sources[0].eventMappings.a: fieldMap is missing; give the paths of this type's "
                        + "values",
                    #"sources[0].eventMappings.a.step: "paid" is unknown; known are authorized, "#
                        + "incremented, declined, cleared, reversed, expired, refunded, "
                        + "creditAuthorized, charged, credited, debited, transferred, converted, "
                        + "statusChanged, released",
                    "sources[0]: the dialect uphold-enterprise knows its event types; leave "
                        + "eventMappings out",
                ]
            ),
        ] as [(String, [String])])
    func sources(text: String, expected: [String]) {
        #expect(problems(text) == expected.map { "trueup.json: \($0)" })
    }

    @Test func namesAreUnique() {
        let one =
            #"{"name": "a", "provider": "uphold", "environment": "live", "secrets": ["env:A"]}"#
        #expect(
            problems(#"{"sources": [\#(one), \#(one)]}"#) == [
                "trueup.json: sources[1]: the name a is used twice; give each source its own"
            ])
    }

    @Test func flagsAndVariablesAreNamed() {
        let found = problems(
            "{}", flags: [.listen: "x"], environment: ["TRUEUP_LOG_FORMAT": "xml"])
        #expect(
            found == [
                "--listen: expected a numeric address and a port, such as 127.0.0.1:8080, not \"x\"",
                "TRUEUP_LOG_FORMAT: expected text or json, not \"xml\"",
            ])
    }

    /// Whatever stands where a secret belongs, and wherever a secret is put by mistake.
    @Test(arguments: [
        source("agentcard", secrets: #""secrets": ["hunter2"]"#),
        source("agentcard", secrets: #""secrets": "hunter2""#),
        source("agentcard", secrets: #""secrets": ["env:hunter-2hunter2"]"#),
        source("nymcard", secrets: #""basicAuth": {"username": "env:A", "password": "hunter2"}"#),
        source("nymcard", secrets: #""customHeaders": [{"name": "X", "value": "hunter2"}]"#),
        source(
            "agentcard",
            #""api": {"baseURL": "https://a:hunter2@b", "credentials": {"apiKey": "env:A"}}"#),
        source(
            "agentcard", #""api": {"baseURL": "https://a", "credentials": {"apiKey": "hunter2"}}"#),
        #"{"database": "password=hunter2", "log": "x"}"#,
        #"{"alerts": [{"name": "a", "url": "https://hunter2"}]}"#,
        "{\"database\": \"password=hunter2",
    ])
    func secretsAreNotRepeated(text: String) throws {
        let found = problems(text)
        #expect(!found.isEmpty)
        #expect(!found.joined().contains("hunter2"))
    }

    @Test func hostileTextStaysOnItsLine() {
        let found = problems(
            #"{"a\nb\u001b[31m": 1, "log": "\#(String(repeating: "x", count: 99))"}"#)
        #expect(found.count == 2)
        #expect(found.allSatisfy { !$0.contains("\n") && !$0.contains("\u{1B}") })
        #expect(found[1].hasSuffix(String(repeating: "x", count: 64) + "…\""))
    }
}
