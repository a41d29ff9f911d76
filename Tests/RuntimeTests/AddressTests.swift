import Runtime
import Testing

/// Addresses as settings and listeners take them.
@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", true), ("127.1.2.3:1", true), ("[::1]:65535", true),
        ("localhost:0", true), ("0.0.0.0:80", false), ("[::]:80", false), ("10.0.0.1:80", false),
        ("[::ffff:127.0.0.1]:80", false),
    ])
    func addresses(text: String, isLoopback: Bool) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.address.isLoopback == isLoopback)
        #expect(ListenAddress(address.description) == address)
    }

    @Test(arguments: [
        "", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
        "::1:80", "[127.0.0.1]:80", "[::1]", "[]:80", "example.com:80", "127.1:80", "127.0.0.1:8 ",
        "127.0.0.1\0:80", "256.0.0.1:80",
    ])
    func wrongAddresses(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.4", false),
        ("0.0.0.0/0", "1.2.3.4", true), ("0.0.0.0/0", "::1", false),
        ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
    ])
    func ranges(range: String, address: String, isWithin: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(InternetAddress(address))) == isWithin)
        #expect(AddressRange(range.description) == range)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.1/8", "a/8", "1.2.3.4/8/8",
    ])
    func wrongRanges(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
