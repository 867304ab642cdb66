internal import CEcoModel
internal import EcoModel

/// An answer of a function that is not success.
struct Refused: Error {
  let code: Int32

  static let badArgument = Refused(code: Int32(ECO_BAD_ARGUMENT))
  static let badData = Refused(code: Int32(ECO_BAD_DATA))
  static let overflow = Refused(code: Int32(ECO_OVERFLOW))
  static let unsupported = Refused(code: Int32(ECO_UNSUPPORTED))
  static func no(_ reason: Unclassified) -> Refused { Refused(code: reason.code) }
}

/// The code of what a function did.
@inline(__always)
func code(_ body: () throws(Refused) -> Void) -> Int32 {
  do throws(Refused) {
    try body()
    return Int32(ECO_OK)
  } catch {
    return error.code
  }
}

extension Unclassified {
  /// Its code in the header.
  var code: Int32 { Int32(ordinal) + 1 }

  init?(code: Int32) {
    guard let reason = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = reason
  }
}

extension eco_int128 {
  init(_ value: Int128) {
    self.init(
      low: UInt64(truncatingIfNeeded: value), high: Int64(truncatingIfNeeded: value >> 64))
  }

  var value: Int128 { Int128(high) << 64 | Int128(low) }
}

extension TokenUsage {
  /// - Throws: `no_usage` where no token was used, otherwise that the counts cannot be.
  @inline(__always)
  init(_ usage: eco_usage) throws(Refused) {
    let made = TokenUsage(
      promptTokens: Int(usage.prompt_tokens), cachedPromptTokens: Int(usage.cached_prompt_tokens),
      completionTokens: Int(usage.completion_tokens), requests: Int(usage.requests))
    guard let made else {
      let isNothing =
        usage.prompt_tokens == 0 && usage.cached_prompt_tokens == 0
        && usage.completion_tokens == 0 && (1...Self.maximumRequests).contains(Int(usage.requests))
      throw isNothing ? .no(.noUsage) : .badArgument
    }
    self = made
  }
}

extension Serving {
  /// - Parameter accelerators: the rows that numbers of accelerators are counted in.
  init(_ serving: eco_serving, _ accelerators: Table<Accelerator>?) throws(Refused) {
    func given(_ flag: UInt32) -> Bool { serving.given & flag != 0 }
    var concurrency: Concurrency?
    if given(UInt32(ECO_GIVES_CONCURRENCY)) {
      concurrency = UInt64(exactly: serving.concurrency_thousandths)
        .flatMap(Concurrency.init(thousandths:))
      guard concurrency != nil else { throw .badArgument }
    }
    let seconds =
      given(UInt32(ECO_GIVES_GPU_TIME))
      ? Decimal9(nanos: Int128(serving.gpu_microseconds) * 1000) : nil
    let energy =
      given(UInt32(ECO_GIVES_ENERGY)) ? WattHours(nanos: serving.accelerator_nwh.value) : nil
    var accelerator: Accelerator?
    if serving.accelerator != 0 {
      let row = Int(serving.accelerator) - 1
      guard let accelerators, (0..<accelerators.count).contains(row) else { throw .badArgument }
      accelerator = accelerators[row]
    }
    let made = Serving(
      concurrency: concurrency, gpuSeconds: seconds, accelerator: accelerator,
      acceleratorEnergy: energy)
    guard let made else { throw .badArgument }
    self = made
  }
}

/// The days that texts of dates can name.
enum Calendar {
  /// Of the years 1 to 9999, counted from 1970.
  static let days = -719_162...2_932_896
}
