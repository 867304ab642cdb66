import Foundation

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
    Self.credentials(authorization, scheme: "bearer ").flatMap { id(secret: Array($0.utf8)) }
  }

  /// The id of a key that is sent by itself.
  func id(apiKey: String?) -> String? { apiKey.flatMap { id(secret: Array($0.utf8)) } }

  /// The id of the key that is the password in an `Authorization` header of a browser.
  func id(basic: String?) -> String? {
    guard let text = Self.credentials(basic, scheme: "basic "),
      let pair = Data(base64Encoded: String(text)), let colon = pair.firstIndex(of: 0x3A)
    else { return nil }
    return id(secret: Array(pair[(colon + 1)...]))
  }

  private static func credentials(_ header: String?, scheme: String) -> Substring? {
    let header = header ?? ""
    guard header.prefix(scheme.count).lowercased() == scheme else { return nil }
    return header.dropFirst(scheme.count)
  }

  private func id(secret presented: [UInt8]) -> String? {
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
