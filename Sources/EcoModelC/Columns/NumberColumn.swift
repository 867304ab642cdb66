internal import EcoModel

/// A column of numbers, whatever they are stored as.
@safe
struct NumberColumn {
  private enum Kind {
    case int8, int16, int32, int64, uint8, uint16, uint32, uint64, float, double
    /// A decimal of 128 bits and so many places.
    case decimal(Int)
  }

  private let kind: Kind
  private let values: UnsafeRawPointer
  private let validity: Validity
  private let offset: Int

  /// `nil` where the column has no values.
  init?(_ column: ArrowColumn, rows: Int) throws(ArrowFault) {
    guard column.format != "n", rows > 0 else { return nil }
    guard try column.dictionary() == nil, let kind = Self.kind(column.format) else {
      throw ArrowFault("\(column.name): expected numbers, not the format \(column.format)")
    }
    self.kind = kind
    unsafe values = try column.buffer(1, of: 2)
    validity = column.validity
    offset = column.offset
  }

  /// The indices of a dictionary, each of which must be of an entry.
  init(indices column: ArrowColumn, rows: Int, below count: Int) throws(ArrowFault) {
    switch Self.kind(column.format) {
    case .float, .double, .decimal, nil:
      throw ArrowFault("\(column.name): its indices have the format \(column.format)")
    case .some(let kind): self.kind = kind
    }
    unsafe values = try column.buffer(1, of: 2)
    validity = column.validity
    offset = column.offset
    for row in 0..<rows where validity.has(row) {
      guard let index = integer(row), index >= 0, index < Int64(count) else {
        throw ArrowFault("\(column.name): an index is outside its dictionary")
      }
    }
  }

  private static func kind(_ format: String) -> Kind? {
    switch format {
    case "c": return .int8
    case "C": return .uint8
    case "s": return .int16
    case "S": return .uint16
    case "i": return .int32
    case "I": return .uint32
    case "l": return .int64
    case "L": return .uint64
    case "f": return .float
    case "g": return .double
    default:
      let parts = format.split(separator: ",")
      guard parts.count == 2, parts[0].hasPrefix("d:"), let places = Int(parts[1]),
        (0...38).contains(places)
      else { return nil }
      return .decimal(places)
    }
  }

  /// The entry of a dictionary at a row.
  @inline(__always)
  func index(_ row: Int) -> Int? { validity.has(row) ? integer(row).map(Int.init) : nil }

  /// The whole number at a row, whether it is there or not; `nil` where it is none of 64 bits.
  @inline(__always)
  private func integer(_ row: Int) -> Int64? {
    let at = offset + row
    switch kind {
    case .int64: return unsafe values.loadUnaligned(fromByteOffset: 8 * at, as: Int64.self)
    case .int32: return unsafe Int64(values.loadUnaligned(fromByteOffset: 4 * at, as: Int32.self))
    case .uint32: return unsafe Int64(values.loadUnaligned(fromByteOffset: 4 * at, as: UInt32.self))
    case .int16: return unsafe Int64(values.loadUnaligned(fromByteOffset: 2 * at, as: Int16.self))
    case .uint16: return unsafe Int64(values.loadUnaligned(fromByteOffset: 2 * at, as: UInt16.self))
    case .int8: return unsafe Int64(values.load(fromByteOffset: at, as: Int8.self))
    case .uint8: return unsafe Int64(values.load(fromByteOffset: at, as: UInt8.self))
    case .uint64:
      return unsafe Int64(exactly: values.loadUnaligned(fromByteOffset: 8 * at, as: UInt64.self))
    case .float, .double, .decimal:
      guard let nanos = fraction(at) else { return nil }
      let (whole, rest) = nanos.quotientAndRemainder(dividingBy: Decimal9.one.nanos)
      return rest == 0 ? Int64(exactly: whole) : nil
    }
  }

  /// What stands at a row.
  enum Value {
    case absent, bad
    case value(Int128)
  }

  /// A count at a row: from 0 to 10¹².
  @inline(__always)
  func count(_ row: Int) -> Value {
    guard validity.has(row) else { return .absent }
    guard let value = integer(row), value >= 0, value <= Int64(TokenUsage.maximumTokens) else {
      return .bad
    }
    return .value(Int128(value))
  }

  /// A number at a row in billionths: from 0 to 10¹² with so many places.
  func nanos(_ row: Int, places: Int) -> Value {
    guard validity.has(row) else { return .absent }
    let nanos: Int128?
    switch kind {
    case .float, .double, .decimal: nanos = fraction(offset + row)
    default: nanos = integer(row).map { Int128($0) * Decimal9.one.nanos }
    }
    let unit = (places..<9).reduce(Int128(1)) { unit, _ in unit * 10 }
    let most = Int128(Serving.maximum) * Decimal9.one.nanos
    guard let nanos, nanos >= 0, nanos <= most, nanos % unit == 0 else { return .bad }
    return .value(nanos)
  }

  /// A number with places, in billionths; `nil` where it has more places or is too large.
  @inline(never)
  private func fraction(_ at: Int) -> Int128? {
    switch kind {
    case .float:
      return unsafe Self.nanos(
        "\(values.loadUnaligned(fromByteOffset: 4 * at, as: Float.self))")
    case .double:
      let value = unsafe values.loadUnaligned(fromByteOffset: 8 * at, as: Double.self)
      // Most are whole.
      if let whole = Int32(exactly: value) { return Int128(whole) * Decimal9.one.nanos }
      return Self.nanos("\(value)")
    case .decimal(let places):
      let digits = unsafe values.loadUnaligned(fromByteOffset: 16 * at, as: Int128.self)
      if places > 9 {
        let power = (9..<places).reduce(Int128(1)) { power, _ in power * 10 }
        return digits % power == 0 ? digits / power : nil
      }
      let power = (places..<9).reduce(Int128(1)) { power, _ in power * 10 }
      let (nanos, isTooLarge) = digits.multipliedReportingOverflow(by: power)
      return isTooLarge ? nil : nanos
    default: return nil
    }
  }

  /// A floating-point number as it is printed, which is what its owner sees.
  private static func nanos(_ text: String) -> Int128? {
    let parts = text.split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return DecimalText.nanos(Array(text.utf8)) }
    // Nothing but a number below 0.0001 or of more than 2⁵³ is printed with an exponent.
    guard let exponent = Int(parts[1]), (-9 ... -1).contains(exponent) else { return nil }
    let digits = parts[0].filter { $0 != "." }
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return DecimalText.nanos(
      Array("0.\(String(repeating: "0", count: -exponent - 1))\(digits)".utf8))
  }
}
