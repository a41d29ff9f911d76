import Postgres
import TestSupport
import Testing

/// One service for all tests of a suite: with the demonstration's course of events in its books,
/// stopped after the last test, also when tests fail.
struct SharedService: SuiteTrait, TestScoping {
    @TaskLocal fileprivate static var running: ServiceUnderTest?

    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing tests: @Sendable @concurrent () async throws -> Void
    ) async throws {
        let service = try ServiceUnderTest()
        try service.start()
        try service.sendDemonstration()
        try await Self.$running.withValue(service) { try await tests() }
        #expect(try service.stop() == .exited(0))
        #expect(service.secretsLogged == [])
        #expect(try service.secretsStored() == [])
    }
}

extension SuiteTrait where Self == SharedService {
    static var sharedService: SharedService { SharedService() }
}

extension ServiceUnderTest {
    /// The service of the suite.
    static func shared() throws -> ServiceUnderTest {
        guard let service = SharedService.running else {
            throw TestFailure("the suite lacks the trait sharedService")
        }
        return service
    }
}
