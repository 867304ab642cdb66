import EcoModel
import Foundation
import HTTPTypes

/// One request on its way: what its record will say, and the figures that its answer shows.
struct Generation: Sendable {
  private(set) var record: GenerationRecord
  private(set) var estimate: Estimate?
  private let eco: EcoFigures?
  private let start: ContinuousClock.Instant
  /// The region that failed, where another one answers.
  private var failedRegion: String?
  private var firstByte: ContinuousClock.Instant?

  /// - Parameter start: the same moment as `time`, on a clock that nobody sets.
  /// - Parameter eco: `nil`: no figures are made.
  init(key: String, at time: Timestamp, start: ContinuousClock.Instant = .now, eco: EcoFigures?) {
    self.eco = eco
    self.start = start
    record = GenerationRecord(
      generationID: Self.newID(at: time), createdAt: time, keyID: key)
    record.ecoOmitted = Unclassified.noUsage.code
  }

  /// Notes the model that was asked for; a name that goes on and on is cut.
  mutating func requested(_ model: String) { record.requestedModel = model.cut(toBytes: 200) }

  mutating func routed(_ plan: RoutingPlan, to endpoint: Endpoint?) {
    record.routingTrace = plan.json
    guard let endpoint else { return }
    failedRegion = plan.region == endpoint.region ? nil : plan.region
    record.resolvedModel = endpoint.model
    record.provider = endpoint.provider
    record.region = endpoint.region
  }

  /// Takes in what the answer used: the figures are those of the record's own time.
  mutating func used(_ usage: Usage?, isEstimated: Bool = false, at endpoint: Endpoint) {
    if let usage {
      record.usageEstimated = isEstimated
      record.promptTokens = usage.promptTokens
      record.completionTokens = usage.completionTokens
      record.totalTokens = usage.totalTokens
      record.cachedTokens = usage.cachedTokens
      record.costCredits = "\(endpoint.price.cost(of: usage))"
    }
    guard let eco else {
      record.ecoOmitted = nil
      return
    }
    switch eco.estimate(endpoint, unixSeconds: record.createdAt.unixSeconds, usage: usage) {
    case .success(let estimate):
      self.estimate = estimate
      record.eco = GenerationRecord.Eco(estimate)
      record.ecoOmitted = nil
    case .failure(let reason):
      record.ecoOmitted = reason.code
    }
  }

  mutating func ended(_ status: GenerationRecord.Status, error: GatewayError? = nil) {
    record.status = status
    record.errorCode = error?.code
    // A call that failed, and for which no upstream tells a charge.
    if [.clientError, .upstreamError].contains(status), record.costCredits == nil {
      record.costCredits = "0"
    }
  }

  /// Notes when the first byte of a stream came.
  mutating func began(at moment: ContinuousClock.Instant = .now) {
    if firstByte == nil { firstByte = moment }
  }

  mutating func completed(at moment: ContinuousClock.Instant = .now) {
    record.completedAt = Timestamp(
      milliseconds: record.createdAt.milliseconds + start.duration(to: moment).milliseconds)
    record.latencyMilliseconds = start.duration(to: firstByte ?? moment).milliseconds
  }

  /// The `lowrouter` object of an answer. Without figures it has no `eco`.
  var block: [UInt8] {
    Array(
      JSONText.object([
        ("generation_id", JSONText.string(record.generationID)),
        ("provider", record.provider.map(JSONText.string)),
        ("region", record.region.map(JSONText.string)),
        ("fallback_from_region", failedRegion.map(JSONText.string)),
        ("eco", estimate?.jsonBlock(significantDigits: 2)),
      ]).utf8)
  }

  /// An upstream's answer with the model that was resolved and the block; everything else as the
  /// upstream gave it.
  func marked(_ answer: JSONMembers) -> [UInt8] {
    var answer = answer
    if let model = record.resolvedModel {
      answer["model"] = Array(JSONText.string(model).utf8)
    }
    answer["lowrouter"] = block
    return answer.bytes
  }

  var headers: HTTPFields {
    var headers: HTTPFields = [:]
    headers[.generationID] = record.generationID
    headers[.provider] = record.provider
    headers[.region] = record.region
    return headers
  }

  /// `gen_` and a ULID: 48 bits of time, then 80 random ones, in Crockford's base 32.
  private static func newID(at time: Timestamp) -> String {
    let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    var bits =
      UInt128(UInt64(clamping: time.milliseconds) & 0xFFFF_FFFF_FFFF) << 80
      | UInt128(UInt16.random(in: .min ... .max)) << 64 | UInt128(UInt64.random(in: .min ... .max))
    var text = ""
    for _ in 0..<26 {
      text.append(digits[Int(bits & 31)])
      bits >>= 5
    }
    return "gen_" + String(text.reversed())
  }
}

extension HTTPField.Name {
  static let generationID = name("X-LowRouter-Generation-ID")
  static let provider = name("X-LowRouter-Provider")
  static let region = name("X-LowRouter-Region")
  static let anthropicVersion = name("anthropic-version")
  static let anthropicBeta = name("anthropic-beta")
  static let apiKey = name("x-api-key")

  private static func name(_ text: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no header name") }
    return name
  }
}

extension Duration {
  /// In whole milliseconds.
  var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}

extension String {
  /// The beginning, of so many bytes at most.
  func cut(toBytes count: Int) -> String {
    guard utf8.count > count else { return self }
    var result = String.UnicodeScalarView()
    var size = 0
    for scalar in unicodeScalars {
      size += UTF8.width(scalar)
      if size > count { break }
      result.append(scalar)
    }
    return String(result)
  }
}
