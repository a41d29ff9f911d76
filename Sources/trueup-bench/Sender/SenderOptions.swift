import SimulatedProviders

/// What `trueup-bench send` measures.
struct SenderOptions: Sendable {
    var provider = SimulatedProvider.agentcard
    var webhooks = 100_000
    var connections = 64

    init(_ arguments: Arguments) throws(UsageError) {
        var arguments = arguments
        let name = try arguments.text("--provider", default: provider.name)
        guard let provider = SimulatedProviders.named(name) else {
            throw UsageError(
                "--provider \(name) is none of \(SimulatedProviders.names.joined(separator: ", "))")
        }
        self.provider = provider
        webhooks = try arguments.integer("--webhooks", in: 1...5_000_000, default: webhooks)
        connections = try arguments.integer("--connections", in: 1...1_000, default: connections)
        try arguments.finish()
    }
}
