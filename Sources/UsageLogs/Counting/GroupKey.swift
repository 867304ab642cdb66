internal import EcoModel

/// The values of a record's dimensions, put together for one lookup.
///
/// The lengths of the values follow them all, because a value may hold any byte.
struct GroupKey {
  private var bytes = OutputBuffer(capacity: 256)
  private var lengths: [Int] = []
  private var tags = TagTexts()
  /// The last day and what it is called: most logs go on from day to day.
  private var lastDay: (day: UTCDay, text: String)?

  /// Puts a record's values together.
  ///
  /// - Parameters:
  ///   - model: the id of the model's row, where the record has a rate; else what the record says.
  ///   - accuracy: the label of its figure.
  mutating func set(
    _ dimensions: [GroupDimension], model: String?, accuracy: String,
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) {
    bytes.removeAll()
    lengths.removeAll(keepingCapacity: true)
    for dimension in dimensions {
      let start = bytes.count
      switch dimension {
      case .accuracy: bytes.append(accuracy)
      case .day, .month:
        let day = plan.day(text, unescaped, fields).map { name(of: $0) } ?? ""
        bytes.append(dimension == .day ? day : String(day.prefix(7)))
      case .model:
        if let model {
          bytes.append(model)
        } else {
          append(.model, plan, text, unescaped, fields)
        }
      case .provider, .region, .key, .session, .project, .branch, .user:
        if let field = dimension.field { append(field, plan, text, unescaped, fields) }
      case .tag:
        for slot in plan.slots(of: .tag).range where fields[slot].isThere {
          bytes.append(tags.text(fields[slot], text, unescaped))
          break
        }
      }
      lengths.append(bytes.count - start)
    }
    for length in lengths {
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: length >> shift))
      }
    }
  }

  private mutating func name(of day: UTCDay) -> String {
    if let lastDay, lastDay.day == day { return lastDay.text }
    let text = day.description
    lastDay = (day, text)
    return text
  }

  /// Calls `body` with the bytes.
  func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result { bytes.withBytes(body) }

  /// The bytes of a key of these values.
  static func key(of values: [String]) -> [UInt8] {
    values.flatMap { Array($0.utf8) }
      + values.flatMap { value in
        stride(from: 0, to: 32, by: 8).map { UInt8(truncatingIfNeeded: value.utf8.count >> $0) }
      }
  }

  /// The values in a key's bytes.
  static func values(_ key: ArraySlice<UInt8>, count: Int) -> [String] {
    parts(key, count: count).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of each value.
  private static func parts(_ key: ArraySlice<UInt8>, count: Int) -> [ArraySlice<UInt8>] {
    var start = key.startIndex
    return (0..<count).map { index in
      let end = start + length(key, index, of: count)
      defer { start = end }
      return key[start..<end]
    }
  }

  /// How many bytes a value has.
  private static func length(_ key: ArraySlice<UInt8>, _ index: Int, of count: Int) -> Int {
    key.suffix(4 * (count - index)).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// The key of some of the values.
  static func projected(_ key: ArraySlice<UInt8>, count: Int, on places: [Int]) -> [UInt8] {
    let parts = parts(key, count: count)
    let lengths = key.suffix(4 * count)
    return places.flatMap { parts[$0] }
      + places.flatMap { lengths.dropFirst(4 * $0).prefix(4) }
  }

  /// Whether the values of one key come before those of another, by their bytes.
  static func precedes(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>, count: Int) -> Bool {
    var (start, other) = (a.startIndex, b.startIndex)
    for index in 0..<count {
      let (end, otherEnd) = (
        start + length(a, index, of: count), other + length(b, index, of: count)
      )
      let (value, otherValue) = (a[start..<end], b[other..<otherEnd])
      if value != otherValue { return value.lexicographicallyPrecedes(otherValue) }
      (start, other) = (end, otherEnd)
    }
    return false
  }

  private mutating func append(
    _ field: Field, _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) {
    guard let (range, _) = plan.slots(of: field).first(in: fields) else { return }
    if range.isUnescaped {
      bytes.append(unescaped, range.range)
    } else {
      bytes.append(text, range.range)
    }
  }
}
