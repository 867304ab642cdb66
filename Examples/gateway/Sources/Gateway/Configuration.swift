import Foundation
import Logging
import NIOCore

/// What the gateway serves, read from one JSON file. Secrets are never in it: it names the
/// environment variables that hold them.
public struct Configuration: Sendable {
  /// Where to listen.
  public var host = "127.0.0.1"
  /// The port; 0 takes a free one.
  public var port = 8080
  /// The SQLite file of the records.
  public var database = "lowrouter.sqlite"
  /// How long records are kept: thirteen months.
  public var retentionDays = 396
  /// The least severe messages that are logged, by the name of a `Logger.Level`.
  public var logLevel = "info"
  /// Whether responses and records carry eco figures. Off only to measure what they cost.
  public var eco = true
  var limits = Limits()
  var routing = RoutingPolicy()
  var health = HealthPolicy()
  var keys: [KeyEntry] = []
  var upstreams: [UpstreamEntry] = []

  /// A client's key: the name that records show, and the environment variable with the secret.
  struct KeyEntry: Sendable {
    let id: String
    let secretEnvironment: String
    var policy = KeyPolicy()
  }

  /// One place where models are served.
  struct UpstreamEntry: Sendable {
    let provider: String
    let region: String
    /// Up to and including `/v1`.
    let baseURL: String
    /// `nil`: the upstream takes no key.
    let keyEnvironment: String?
    var kind = Door.Kind.openai
    /// Whether it has text completions too.
    var hasCompletions = false
    let models: [ModelEntry]

    var doors: Set<Door> {
      if kind == .anthropic { return [.messages] }
      return hasCompletions ? [.chat, .completions] : [.chat]
    }
  }

  /// A model as one upstream serves it.
  struct ModelEntry: Sendable {
    let id: String
    /// What the upstream calls it.
    let upstreamID: String
    let price: Price
    /// `nil`: everything.
    var capabilities: Set<Capability>?
  }

  /// Bounds on what one request may take.
  struct Limits: Sendable {
    var bodyBytes = 4 * 1024 * 1024
    /// What all requests and answers under way may hold together.
    var memoryBytes = 512 * 1024 * 1024
    var answerBytes = 16 * 1024 * 1024
    var eventBytes = 1024 * 1024
    var bodySeconds = 30.0
    var connectSeconds = 5.0
    /// Until the upstream's first byte, and between any two of its bytes.
    var upstreamSilenceSeconds = 60.0
    /// A request as a whole, streams included.
    var requestSeconds = 600.0
    var idleConnectionSeconds = 75.0
    var shutdownSeconds = 30.0
    var connections = 4096
    /// Of them, what one address may hold; `nil`: half.
    var connectionsPerAddress: Int?
    /// Beyond them, and for `/health` only.
    var healthConnections = 16
    /// How long an upstream is listened to after its client has hung up, for the usage.
    var usageSeconds = 3.0
    /// How long an answer waits for its record.
    var recordSeconds = 0.25
    /// So many records wait for the store.
    var queuedRecords = 10_000
  }

  /// When an upstream is passed over.
  struct HealthPolicy: Sendable {
    /// So many failures in a row make it unhealthy,
    var failures = 3
    /// for so long.
    var cooldownSeconds = 30.0
  }
}

/// What a token costs, in credits.
struct Price: Sendable, Equatable {
  let prompt: Decimal
  let completion: Decimal

  func cost(of usage: Usage) -> Decimal {
    prompt * Decimal(usage.promptTokens) + completion * Decimal(usage.completionTokens)
  }
}

/// Why a configuration cannot be used: one line for each fault.
public struct ConfigurationError: Error, CustomStringConvertible, Equatable {
  /// The faults, each with its place in the file.
  public let faults: [String]
  /// The faults, one a line.
  public var description: String { faults.joined(separator: "\n") }
}

extension Configuration {
  /// Reads a configuration and checks it, so that what is wrong is said before a port is open.
  ///
  /// - Throws: `ConfigurationError` with every fault that was found.
  public init(json: [UInt8], environment: [String: String]) throws(ConfigurationError) {
    do {
      self = try JSONDecoder().decode(Configuration.self, from: Data(json))
    } catch let error as DecodingError {
      throw ConfigurationError(faults: [error.fault])
    } catch {
      throw ConfigurationError(faults: ["the file is not JSON"])
    }
    let faults = self.faults(environment: environment)
    if !faults.isEmpty { throw ConfigurationError(faults: faults) }
  }

  /// The least length of a client's secret.
  private static let secretLength = 16

  /// Whether a host is where the gateway runs, so that nobody is between them.
  private static func isThisMachine(_ host: String) -> Bool {
    let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
    return host == "localhost" || host == "::1" || (isAddress && host.hasPrefix("127."))
  }

  private func faults(environment: [String: String]) -> [String] {
    var faults: [String] = []
    func check(_ holds: Bool, _ fault: @autoclosure () -> String) {
      if !holds { faults.append(fault()) }
    }
    func checkSecret(_ name: String, length: Int, at place: String) {
      guard let secret = environment[name], !secret.isEmpty else {
        return check(false, "\(place): the environment variable \(name) is not set")
      }
      check(
        secret.utf8.allSatisfy { (0x21...0x7E).contains($0) },
        "\(place): the secret in \(name) has a character that no header carries, such as a space")
      check(
        secret.utf8.count >= length,
        "\(place): the secret in \(name) is shorter than \(length) characters, and can be guessed")
    }

    check((0...65535).contains(port), "listen.port: \(port) is not a port")
    check(
      Logger.Level(rawValue: logLevel) != nil,
      "log_level: \"\(logLevel)\" is none of "
        + Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))
    check(!keys.isEmpty, "keys: there is none, so nobody could use the gateway")
    check(Set(keys.map(\.id)).count == keys.count, "keys: two have the same id")
    for (index, key) in keys.enumerated() {
      check(!key.id.isEmpty, "keys[\(index)].id: is empty")
      checkSecret(
        key.secretEnvironment, length: Self.secretLength, at: "keys[\(index)].secret_env")
    }
    check(!upstreams.isEmpty, "upstreams: there is none")
    var offers: Set<[String]> = []
    for (index, upstream) in upstreams.enumerated() {
      let place = "upstreams[\(index)]"
      check(!upstream.provider.isEmpty, "\(place).provider: is empty")
      check(!upstream.region.isEmpty, "\(place).region: is empty")
      let url = URL(string: upstream.baseURL)
      check(
        ["http", "https"].contains(url?.scheme ?? "") && url?.host?.isEmpty == false,
        "\(place).base_url: \"\(upstream.baseURL)\" is not an http or https URL")
      if let name = upstream.keyEnvironment {
        checkSecret(name, length: 1, at: "\(place).key_env")
        check(
          url?.scheme == "https" || url?.host.map(Self.isThisMachine) != false,
          "\(place).key_env: the key would be sent over plain http to \(url?.host ?? "")")
      }
      check(!upstream.models.isEmpty, "\(place).models: there is none")
      for (number, model) in upstream.models.enumerated() {
        let place = "\(place).models[\(number)]"
        check(!model.id.isEmpty, "\(place).id: is empty")
        check(
          !model.id.hasPrefix("lowrouter/"), "\(place).id: \(model.id) is the gateway's own name")
        check(
          offers.insert([upstream.provider, upstream.region, model.id]).inserted,
          "\(place).id: \(upstream.provider) already serves \(model.id) in \(upstream.region)")
        check(
          model.price.prompt >= 0 && model.price.completion >= 0,
          "\(place).price: a price is negative")
      }
    }
    let weights = routing.weights
    check(
      [weights.carbon, weights.latency, weights.price].allSatisfy { (0...1000).contains($0) },
      "routing.weights: must be from 0 to 1000")
    for (name, value) in limits.all + health.all + [("retention_days", Double(retentionDays))] {
      check(value > 0 && value <= 1e9, "\(name): must be above 0 and at most 1000000000")
    }
    return faults
  }
}

extension Configuration.Limits {
  /// `usageSeconds`.
  var grace: Duration { .milliseconds(Int64(usageSeconds * 1000)) }

  fileprivate var all: [(String, Double)] {
    [
      ("limits.body_bytes", Double(bodyBytes)), ("limits.memory_bytes", Double(memoryBytes)),
      ("limits.answer_bytes", Double(answerBytes)),
      ("limits.event_bytes", Double(eventBytes)), ("limits.body_seconds", bodySeconds),
      ("limits.connect_seconds", connectSeconds),
      ("limits.upstream_silence_seconds", upstreamSilenceSeconds),
      ("limits.request_seconds", requestSeconds),
      ("limits.idle_connection_seconds", idleConnectionSeconds),
      ("limits.shutdown_seconds", shutdownSeconds), ("limits.connections", Double(connections)),
      ("limits.connections_per_address", Double(connectionsPerAddress ?? connections)),
      ("limits.health_connections", Double(healthConnections)),
      ("limits.usage_seconds", usageSeconds), ("limits.record_seconds", recordSeconds),
      ("limits.queued_records", Double(queuedRecords)),
    ]
  }
}

extension Configuration.HealthPolicy {
  fileprivate var all: [(String, Double)] {
    [("health.failures", Double(failures)), ("health.cooldown_seconds", cooldownSeconds)]
  }
}
