internal import EcoModel

/// Sizes that a model's name states: `llama-70b`, `qwen3-30b-a3b`. Only ever proposed to a person.
enum SizeInName {
  /// Total and active parameters in 10⁹, or `nil` where the name says none.
  static func sizes(_ name: String) -> (total: Decimal9, active: Decimal9)? {
    let words = name.utf8.split { !isNumeric($0) && !(0x61...0x7A).contains($0) }
    var total: Decimal9?
    var active: Decimal9?
    for word in words where word.last == UInt8(ascii: "b") {
      let digits = word.dropLast()
      if let size = billions(digits) {
        total = total ?? size
      } else if digits.first == UInt8(ascii: "a"), let size = billions(digits.dropFirst()) {
        active = active ?? size
      }
    }
    guard let total, total > .zero else { return nil }
    return (total, min(active ?? total, total))
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
  }

  private static func billions(_ digits: some Collection<UInt8>) -> Decimal9? {
    DecimalText.nanos(digits, places: 3).map { Decimal9(nanos: $0) }
  }
}

/// What `assumed` means: METHODOLOGY.md, Models, Architecture.
struct AssumedArchitecture {
  let kvBytes: Int
  let attentionWidth: Int

  /// The widths by all parameters in 10⁹.
  static func of(_ total: Decimal9) -> AssumedArchitecture {
    func atMost(_ billions: Int) -> Bool { total.nanos <= Int128(billions) * Decimal9.one.nanos }
    if atMost(10) { return AssumedArchitecture(kvBytes: 131_072, attentionWidth: 131_072) }
    if atMost(40) { return AssumedArchitecture(kvBytes: 200_000, attentionWidth: 300_000) }
    if atMost(120) { return AssumedArchitecture(kvBytes: 330_000, attentionWidth: 650_000) }
    return AssumedArchitecture(kvBytes: 200_000, attentionWidth: 1_000_000)
  }
}
