import EcoModel
import Foundation
import GRDB

/// What is kept of a request: who asked, where it went, what it used and cost. Nothing of its text.
struct GenerationRecord: Sendable, Equatable {
  enum Status: String, Sendable, CaseIterable {
    case ok
    /// The request was at fault.
    case clientError = "client_error"
    /// The client hung up.
    case clientClosed = "client_closed"
    /// No upstream gave a whole answer.
    case upstreamError = "upstream_error"
    /// The gateway itself failed.
    case gatewayError = "gateway_error"
  }

  let generationID: String
  let createdAt: Timestamp
  let keyID: String
  var completedAt: Timestamp
  /// To the answer's first byte where it is a stream, to its end elsewhere.
  var latencyMilliseconds: Int64 = 0
  var requestedModel: String?
  var resolvedModel: String?
  var provider: String?
  var region: String?
  var promptTokens: Int?
  var completionTokens: Int?
  var totalTokens: Int?
  var cachedTokens: Int?
  /// Whether the tokens are counted by the gateway, because the upstream was not heard to its end.
  var usageEstimated = false
  var costCredits: String?
  var eco: Eco?
  /// Why there is no `eco`.
  var ecoOmitted: String?
  var status = Status.ok
  /// The code of the error that the client was given.
  var errorCode: String?
  /// JSON text.
  var routingTrace = "[]"

  /// The eco figures at full precision, as the text that is printed.
  struct Eco: Sendable, Equatable {
    let energy: String
    let carbon: String
    let carbonPer1kTokens: String
    let accuracy: String
    let methodologyVersion: String
  }

  init(generationID: String, createdAt: Timestamp, keyID: String) {
    self.generationID = generationID
    self.createdAt = createdAt
    self.keyID = keyID
    completedAt = createdAt
  }

  var durationMilliseconds: Int64 { completedAt.milliseconds - createdAt.milliseconds }
}

extension GenerationRecord.Eco {
  init(_ estimate: Estimate) {
    let block = estimate.block()
    self.init(
      energy: "\(block.energy)", carbon: "\(block.carbon)",
      carbonPer1kTokens: "\(block.carbonPer1kTokens)", accuracy: block.accuracy.rawValue,
      methodologyVersion: block.methodologyVersion)
  }

  var json: String {
    JSONText.object([
      ("energy_wh", energy), ("carbon_g", carbon), ("carbon_per_1k_tokens_g", carbonPer1kTokens),
      ("accuracy", JSONText.string(accuracy)),
      ("methodology_version", JSONText.string(methodologyVersion)),
    ])
  }
}

/// A moment in whole milliseconds since 1970, UTC.
struct Timestamp: Sendable, Equatable, CustomStringConvertible {
  let milliseconds: Int64

  init(milliseconds: Int64) { self.milliseconds = milliseconds }

  static var now: Timestamp {
    Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }

  var unixSeconds: Int64 {
    milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
  }

  /// `2026-01-14T09:30:01.120Z`: in this form the order of the text is the order in time.
  var description: String {
    let seconds = unixSeconds
    let day = UTCDay(unixSeconds: seconds)
    let rest = Int(seconds - Int64(day.daysSinceEpoch) * 86400)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(day)T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
      + ".\(padded(Int(milliseconds - seconds * 1000), 3))Z"
  }
}

extension Timestamp {
  /// Reads what `description` writes.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    func number(_ range: Range<Int>) -> Int64? {
      Int64(String(decoding: bytes[range], as: UTF8.self))
    }
    guard bytes.count == 24, let day = UTCDay(text.prefix(10)), let hours = number(11..<13),
      let minutes = number(14..<16), let seconds = number(17..<19), let rest = number(20..<23)
    else { return nil }
    let whole = Int64(day.daysSinceEpoch) * 86400 + hours * 3600 + minutes * 60 + seconds
    milliseconds = whole * 1000 + rest
  }
}
