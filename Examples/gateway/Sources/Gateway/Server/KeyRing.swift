/// The clients' keys.
struct KeyRing: Sendable {
  private let keys: [(id: String, secret: [UInt8])]

  init(_ entries: [Configuration.KeyEntry], environment: [String: String]) {
    keys = entries.compactMap { entry in
      environment[entry.secretEnvironment].map { (entry.id, Array($0.utf8)) }
    }
  }

  /// The id of the key in an `Authorization` header; `nil` where it is missing or not known.
  ///
  /// Takes equally long for every wrong key of one length: all keys are compared, each to its end.
  func id(authorization: String?) -> String? {
    let header = authorization ?? ""
    let scheme = "bearer "
    guard header.prefix(scheme.count).lowercased() == scheme else { return nil }
    let presented = Array(header.dropFirst(scheme.count).utf8)
    var found: String?
    for key in keys where Self.isEqual(presented, key.secret) { found = key.id }
    return found
  }

  private static func isEqual(_ presented: [UInt8], _ secret: [UInt8]) -> Bool {
    guard !secret.isEmpty else { return false }
    var difference = presented.count ^ secret.count
    for (index, byte) in presented.enumerated() {
      difference |= Int(byte ^ secret[index % secret.count])
    }
    return difference == 0
  }
}
