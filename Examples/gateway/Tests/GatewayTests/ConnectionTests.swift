import NIOCore
import Testing

@testable import Gateway

@Suite struct ConnectionSharesTests {
  private func shares(connections: Int, perAddress: Int? = nil, health: Int = 4) -> ConnectionShares
  {
    var limits = Configuration.Limits()
    limits.connections = connections
    limits.connectionsPerAddress = perAddress
    limits.healthConnections = health
    return ConnectionShares(limits)
  }

  @Test func `one address gets half, then one in four of the reserve, then nothing`() {
    let shares = shares(connections: 4)
    let first = (0..<4).map { _ in shares.admit([1]) }
    #expect(first == [.everything, .everything, .healthOnly, .nothing])
    #expect(shares.admit([2]) == .everything)
  }

  @Test func `all addresses together get no more than there is`() {
    let shares = shares(connections: 2, perAddress: 2, health: 2)
    let all = (0..<5).map { shares.admit([UInt8($0)]) }
    #expect(all == [.everything, .everything, .healthOnly, .healthOnly, .nothing])
  }

  @Test func `a place that is given back is free again`() {
    let shares = shares(connections: 2)
    #expect(shares.admit([1]) == .everything)
    #expect(shares.admit([1]) == .healthOnly)
    shares.ended([1], .everything)
    #expect(shares.admit([1]) == .everything)
    shares.ended([1], .healthOnly)
    #expect(shares.admit([1]) == .healthOnly)
  }

  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
    ("::ffff:192.0.2.7", "192.0.2.7", true), ("::ffff:192.0.2.7", "::ffff:192.0.2.8", false),
    ("2001:db8::1", "2001:db8::ffff:2", true), ("2001:db8::1", "2001:db8:0:1::1", false),
  ])
  func `an IPv6 network of 64 bits is one origin`(a: String, b: String, isSame: Bool) throws {
    let origins = try [a, b].map { try SocketAddress(ipAddress: $0, port: 1).origin }
    #expect((origins[0] == origins[1]) == isSame)
  }
}
