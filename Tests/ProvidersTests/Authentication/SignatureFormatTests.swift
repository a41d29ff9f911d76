import Events
import Providers
import Testing

/// What each format accepts and refuses in its own headers.
@Suite struct SignatureFormatTests {
    static let upholdHexadecimal = String(CheckValue.upholdSignature.dropFirst("sha512=".count))
    static let agentcardHexadecimal = String(CheckValue.agentcardSignature.suffix(64))

    @Test func upholdHeaderNameIsASetting() throws {
        let value = CheckValue.uphold
        let authenticator = try value.authenticator(
            settings: .of(.uphold) { (format: inout UpholdFormat) in
                format.signatureHeader = "X-Uphold-Proof"
            })
        #expect(authenticator.decide(value.request()) == .refused(.signatureMissing))
        var renamed = value.request()
        renamed.headers[0].name = "x-uphold-proof"
        #expect(authenticator.decide(renamed) == .authentic(proof: value.proof))
        #expect(authenticator.proofHeaderNames == ["X-Uphold-Proof"])
    }

    @Test(arguments: [
        "", "sha512=", upholdHexadecimal, "sha256=" + upholdHexadecimal,
        "SHA512=" + upholdHexadecimal, "sha512=" + upholdHexadecimal.dropLast(),
        "sha512=" + upholdHexadecimal + "0", "sha512=" + upholdHexadecimal.dropLast() + "g",
        " sha512=" + upholdHexadecimal, "sha512=" + upholdHexadecimal + " ",
        "sha512=" + upholdHexadecimal + ",sha512=" + upholdHexadecimal,
    ])
    func upholdMalformed(signature: String) throws {
        let value = CheckValue.uphold
        let decision = try value.authenticator().decide(value.with(header: "Signature", signature))
        #expect(decision == .refused(.signatureMalformed))
    }

    @Test(arguments: [
        "t=1767225600,v1=\(agentcardHexadecimal)",
        "v1=\(agentcardHexadecimal),t=1767225600",
        "t=1767225600, v1=\(agentcardHexadecimal)",
        "t=1767225600,v1=\(agentcardHexadecimal.uppercased())",
        "t=1767225600,v0=abc,v1=\(agentcardHexadecimal),v2=x,=,,nonsense",
        "t=1767225600,v1=\(String(repeating: "0", count: 64)),v1=\(agentcardHexadecimal)",
        "t=1767225600,v1=short,v1=\(agentcardHexadecimal)",
    ])
    func agentCardAccepted(signature: String) throws {
        let value = CheckValue.agentcard
        let request = value.with(header: "AgentCard-Signature", signature)
        #expect(try value.authenticator().decide(request) == .authentic(proof: signature))
    }

    @Test(arguments: [
        ("", RefusalCause.signatureMalformed),
        (agentcardHexadecimal, .signatureMalformed),
        ("t=1767225600", .signatureMalformed),
        ("v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=,v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=-1767225600,v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=+1767225600,v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=1767225600.0,v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=1767225600000,v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=99999999999999999999,v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=1767225600,t=1767225600,v1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=1767225600,v1=\(agentcardHexadecimal)0", .signatureMalformed),
        ("t=1767225600,V1=\(agentcardHexadecimal)", .signatureMalformed),
        ("t=01767225600,v1=\(agentcardHexadecimal)", .signatureWrong),
        ("t=1767225601,v1=\(agentcardHexadecimal)", .signatureWrong),
    ])
    func agentCardRefused(signature: String, cause: RefusalCause) throws {
        let value = CheckValue.agentcard
        let request = value.with(header: "AgentCard-Signature", signature)
        #expect(try value.authenticator().decide(request) == .refused(cause))
    }

    @Test func agentCardLegacyHeaderAloneIsNoProof() throws {
        let value = CheckValue.agentcard
        var request = value.request()
        request.headers = [
            HeaderField(
                name: "X-AgentCard-Signature",
                value: "454bd003e715b24a1cd12862d1d9348a3e99f2f23ba4152d8ce6867944159302")
        ]
        #expect(try value.authenticator().decide(request) == .refused(.signatureMissing))
    }

    @Test func tooManySignaturesAreRefused() throws {
        let zeros = String(repeating: "0", count: 64)
        let value = CheckValue.agentcard
        let many = String(repeating: "v1=\(zeros),", count: 16)
        let request = value.with(
            header: "AgentCard-Signature", "t=1767225600,\(many)v1=\(Self.agentcardHexadecimal)")
        #expect(try value.authenticator().decide(request) == .refused(.signatureMalformed))
    }

    @Test(arguments: [
        CheckValue.standardWebhooksSignature,
        "v1a,AAAA \(CheckValue.standardWebhooksSignature) v2,x",
        "v1,AAAA \(CheckValue.standardWebhooksSignature)",
        String(CheckValue.standardWebhooksSignature.dropLast()),
    ])
    func standardWebhooksAccepted(signature: String) throws {
        let value = CheckValue.standardWebhooks
        let request = value.with(header: "webhook-signature", signature)
        #expect(
            try value.authenticator().decide(request)
                == .authentic(proof: "t=1767225600 \(signature)"))
    }

    @Test(arguments: [
        ("webhook-signature", "", RefusalCause.signatureMalformed),
        ("webhook-signature", "v1,", .signatureMalformed),
        ("webhook-signature", "v1,AAAA", .signatureMalformed),
        (
            "webhook-signature", "v1a,PD6YUZAtba65RX5pq/ZEtYhg98uYfVveXdlvmU8TWgQ=",
            .signatureMalformed
        ),
        ("webhook-signature", "PD6YUZAtba65RX5pq/ZEtYhg98uYfVveXdlvmU8TWgQ=", .signatureMalformed),
        ("webhook-timestamp", "2026-01-01T00:00:00Z", .signatureMalformed),
        ("webhook-timestamp", "", .signatureMalformed),
        ("webhook-timestamp", "1767225601", .signatureWrong),
        ("webhook-id", "", .signatureMalformed),
        ("webhook-id", "msg.demo", .signatureMalformed),
        ("webhook-id", "msg_demo_2", .signatureWrong),
    ])
    func standardWebhooksRefused(header: String, text: String, cause: RefusalCause) throws {
        let value = CheckValue.standardWebhooks
        #expect(
            try value.authenticator().decide(value.with(header: header, text)) == .refused(cause))
    }

    @Test func standardWebhooksOlderHeaderNamesAreASetting() throws {
        let value = CheckValue.standardWebhooks
        var older = value.request()
        for index in older.headers.indices {
            older.headers[index].name = "svix" + older.headers[index].name.dropFirst(7)
        }
        #expect(try value.authenticator().decide(older) == .refused(.signatureMissing))
        let tolerant = try value.authenticator(
            settings: .of(.standardWebhooks) { (format: inout StandardWebhooksFormat) in
                format.acceptsSvixHeaderNames = true
            })
        #expect(tolerant.decide(older) == .authentic(proof: value.proof))
        #expect(tolerant.decide(value.request()) == .authentic(proof: value.proof))
        older.headers[0].name = "webhook-id"
        #expect(tolerant.decide(older) == .refused(.signatureMissing))
    }

    @Test(arguments: [
        "whsec_ZGVtby1zdGFuZGFyZC13ZWJob29rcy1zZWNyZXQtMDE",
        "ZGVtby1zdGFuZGFyZC13ZWJob29rcy1zZWNyZXQtMDE=",
    ])
    func standardWebhooksSecretSpellings(secret: String) throws {
        let value = CheckValue.standardWebhooks
        let decision = try value.authenticator(.signing([.test(secret)])).decide(value.request())
        #expect(decision == .authentic(proof: value.proof))
    }

    @Test(arguments: [
        "whsec_", "whsec_not base64", "whsec_ZGVtbw==", "whpk_AAAA", "whsk_AAAA",
        "whsec_" + String(repeating: "QUFB", count: 22),
    ])
    func standardWebhooksSecretsRefusedAtLoad(secret: String) {
        let error = #expect(throws: CredentialError.self) {
            try CheckValue.standardWebhooks.authenticator(
                .signing([Secret(reference: "env:HOOK_SECRET", bytes: Array(secret.utf8))]))
        }
        #expect(error?.description.contains("env:HOOK_SECRET") == true)
        #expect(error?.description.contains(secret) == false)
    }
}
