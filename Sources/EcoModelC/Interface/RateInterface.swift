public import CEcoModel
internal import EcoModel
internal import PlainText

/// What tokens cost, or why that cannot be said.
@c @implementation
public func eco_rate_find(
  _ estimator: OpaquePointer!, _ model: UnsafePointer<CChar>!, _ model_length: Int,
  _ provider: UnsafePointer<CChar>!, _ provider_length: Int, _ region: UnsafePointer<CChar>!,
  _ region_length: Int, _ day: Int32, _ flags: UInt32,
  _ rate: UnsafeMutablePointer<OpaquePointer?>!
) -> Int32 {
  code { () throws(Refused) in
    guard let rate = unsafe rate else { throw .badArgument }
    unsafe rate.pointee = nil
    guard let estimator = unsafe object(estimator, EstimatorBox.self)?.estimator,
      flags & ~UInt32(ECO_REGION_ASSUMED | ECO_UNSIZED_TOO) == 0,
      day == .min || Calendar.days.contains(Int(day))
    else { throw .badArgument }
    let found = unsafe estimator.rate(
      model: text(model, model_length) ?? "", provider: text(provider, provider_length),
      region: text(region, region_length) ?? "",
      at: day == .min ? .unknown : .day(UTCDay(daysSinceEpoch: Int(day))),
      regionAssumed: flags & UInt32(ECO_REGION_ASSUMED) != 0,
      sizeNeeded: flags & UInt32(ECO_UNSIZED_TOO) == 0)
    switch found {
    case .success(let found): unsafe rate.pointee = handle(RateBox(found, estimator))
    case .failure(let reason): throw .no(reason)
    }
  }
}

/// Takes a rate back.
@c @implementation
public func eco_rate_free(_ rate: OpaquePointer!) { unsafe release(rate, RateBox.self) }

/// Writes the table rows behind a rate.
@c @implementation
public func eco_rate_describe(
  _ rate: OpaquePointer!, _ text: UnsafeMutablePointer<CChar>!, _ size: Int
) -> Int {
  guard let box = unsafe object(rate, RateBox.self) else { return 0 }
  return unsafe write(RateBasisJSON.line(box.rate), text, size)
}

extension RateBox {
  /// What a usage costs that was served so.
  @inline(__always)
  func estimate(
    _ usage: UnsafePointer<eco_usage>?, _ serving: UnsafePointer<eco_serving>?
  ) throws(Refused) -> Estimate {
    guard let usage = unsafe usage else { throw .badArgument }
    let tokens = unsafe try TokenUsage(usage.pointee)
    var served = Serving.assumed
    if let serving = unsafe serving {
      served = unsafe try Serving(serving.pointee, accelerators)
    }
    if rate.basis.size == nil {
      guard rate.basis.methodology.knowsServing, served.isMeasured else {
        throw .no(.undisclosedParameters)
      }
    }
    return rate.estimate(tokens, serving: served)
  }
}

/// What a usage costs.
@c @implementation
public func eco_rate_estimate(
  _ rate: OpaquePointer!, _ usage: UnsafePointer<eco_usage>!,
  _ serving: UnsafePointer<eco_serving>!, _ estimate: UnsafeMutablePointer<eco_estimate>!
) -> Int32 {
  code { () throws(Refused) in
    guard let box = unsafe object(rate, RateBox.self), let estimate = unsafe estimate else {
      throw .badArgument
    }
    let cost = unsafe try box.estimate(usage, serving)
    unsafe estimate.pointee = eco_estimate(
      energy_nwh: eco_int128(cost.energy.nanos), carbon_ng: eco_int128(cost.carbon.nanos),
      energy_per_1k_tokens_nwh: eco_int128(cost.energyPer1kTokens.nanos),
      carbon_per_1k_tokens_ng: eco_int128(cost.carbonPer1kTokens.nanos),
      accuracy: Int32(cost.accuracy.ordinal), basis: Int32(cost.basis.ordinal))
  }
}

/// The range in which the truth is likely to be.
@c @implementation
public func eco_rate_interval(
  _ rate: OpaquePointer!, _ usage: UnsafePointer<eco_usage>!,
  _ serving: UnsafePointer<eco_serving>!, _ interval: UnsafeMutablePointer<eco_interval>!
) -> Int32 {
  code { () throws(Refused) in
    guard let box = unsafe object(rate, RateBox.self), let interval = unsafe interval else {
      throw .badArgument
    }
    let range = unsafe try box.estimate(usage, serving).range
    unsafe interval.pointee = eco_interval(
      energy_low_nwh: eco_int128(range.energy.low.nanos),
      energy_high_nwh: eco_int128(range.energy.high.nanos),
      carbon_low_ng: eco_int128(range.carbon.low.nanos),
      carbon_high_ng: eco_int128(range.carbon.high.nanos))
  }
}

/// The making of the hardware.
@c @implementation
public func eco_rate_embodied(
  _ rate: OpaquePointer!, _ usage: UnsafePointer<eco_usage>!,
  _ serving: UnsafePointer<eco_serving>!, _ embodied: UnsafeMutablePointer<eco_embodied>!
) -> Int32 {
  code { () throws(Refused) in
    guard let box = unsafe object(rate, RateBox.self), let embodied = unsafe embodied else {
      throw .badArgument
    }
    guard let made = unsafe try box.estimate(usage, serving).embodied else { throw .unsupported }
    unsafe embodied.pointee = eco_embodied(
      embodied_ng: eco_int128(made.carbon.nanos),
      embodied_low_ng: eco_int128(made.interval.low.nanos),
      embodied_high_ng: eco_int128(made.interval.high.nanos))
  }
}

/// Writes the block of a response.
@c @implementation
public func eco_rate_json_block(
  _ rate: OpaquePointer!, _ usage: UnsafePointer<eco_usage>!,
  _ serving: UnsafePointer<eco_serving>!, _ significant_digits: Int32,
  _ text: UnsafeMutablePointer<CChar>!, _ size: Int
) -> Int {
  guard let box = unsafe object(rate, RateBox.self), (0...39).contains(significant_digits),
    let cost = unsafe try? box.estimate(usage, serving)
  else { return 0 }
  let digits = significant_digits == 0 ? nil : Int(significant_digits)
  return unsafe write(cost.jsonBlock(significantDigits: digits), text, size)
}
