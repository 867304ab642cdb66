import Foundation
import Hummingbird

@testable import Gateway

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

/// A configuration that is in order, with the upstreams of one test.
func configuration(
  upstreams: String, database: String = ":memory:", more: String = ""
) throws -> Configuration {
  try Configuration(
    json: bytes(
      """
      {"keys": [{"id": "key_7f3a", "secret_env": "KEY"}], "database": "\(database)",
       "log_level": "critical", "upstreams": [\(upstreams)]\(more)}
      """),
    environment: environment)
}

let environment = ["KEY": "the-key-of-the-tests", "UPSTREAM_KEY": "the-upstream-key"]

/// An upstream's entry in a configuration.
func upstream(
  _ provider: String, _ region: String, _ models: String..., url: String = "http://localhost/v1",
  price: String = "0.00000015", capabilities: String = "null"
) -> String {
  let models = models.map {
    """
    {"id": "\($0)", "price": {"prompt": "\(price)", "completion": "0.0000006"},
     "capabilities": \(capabilities)}
    """
  }
  return """
    {"provider": "\(provider)", "region": "\(region)", "base_url": "\(url)",
     "models": [\(models.joined(separator: ","))]}
    """
}

/// A directory for one test, removed when it is done.
func withDirectory<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("gateway-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try await body(directory)
}
