/// The bytes of a record that select its rate, put together for one lookup.
struct RateKey {
  private var bytes = OutputBuffer(capacity: 256)
  private var modelEnd = 0
  private var providerEnd = 0
  private var regionEnd = 0
  private(set) var period = Period(day: nil)
  private(set) var regionAssumed = false

  mutating func start() { bytes.removeAll() }

  @inline(__always)
  mutating func addModel(_ text: Span<UInt8>, _ range: Range<Int>) {
    bytes.append(text, range)
    modelEnd = bytes.count
    bytes.append(0)
  }

  @inline(__always)
  mutating func addProvider(_ text: Span<UInt8>, _ range: Range<Int>) {
    bytes.append(text, range)
    providerEnd = bytes.count
    bytes.append(0)
  }

  @inline(__always)
  mutating func addRegion(_ text: Span<UInt8>, _ range: Range<Int>, assumed: Bool) {
    bytes.append(text, range)
    regionEnd = bytes.count
    bytes.append(assumed ? 1 : 0)
    regionAssumed = assumed
  }

  @inline(__always)
  mutating func add(_ period: Period) {
    self.period = period
    let day = UInt32(truncatingIfNeeded: period.day ?? Int(Int32.min))
    bytes.append(capacity: 4) { output in
      output.append(UInt8(truncatingIfNeeded: day))
      output.append(UInt8(truncatingIfNeeded: day >> 8))
      output.append(UInt8(truncatingIfNeeded: day >> 16))
      output.append(UInt8(truncatingIfNeeded: day >> 24))
    }
  }

  @inline(__always)
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result { bytes.withBytes(body) }

  /// The parts as text.
  var request: (model: String, provider: String?, region: String) {
    bytes.withBytes { bytes in
      func text(_ range: Range<Int>) -> String {
        String(decoding: range.map { bytes[$0] }, as: UTF8.self)
      }
      let provider = text((modelEnd + 1)..<providerEnd)
      return (
        text(0..<modelEnd), provider.isEmpty ? nil : provider,
        text((providerEnd + 1)..<regionEnd)
      )
    }
  }
}
