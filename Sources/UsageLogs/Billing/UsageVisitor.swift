internal import EcoModel

/// Adds up the records of a log by day, model, provider and region, and their energy by key. Memory grows
/// with those, not with the log.
package struct UsageVisitor: RecordVisitor {
  static var wantsFigures: Bool { false }

  package private(set) var groups: [UsageGroup] = []
  package private(set) var keys: [KeyUsage] = []
  package private(set) var records = 0
  package private(set) var rejected = 0
  /// Records that are copies of others, or were answered from a cache: nobody was charged for them.
  package private(set) var uncharged = 0
  private var reader: RecordReader
  private let wantsKeys: Bool
  private let repeats: RepeatTable?
  private var groupTable = ByteTable()
  private var keyTable = ByteTable()
  private var key = OutputBuffer(capacity: 256)

  /// - Parameter wantsKeys: whether it is asked whose key paid.
  init(_ reader: RecordReader, wantsKeys: Bool, repeats: RepeatTable?) {
    self.reader = reader
    self.wantsKeys = wantsKeys
    self.repeats = repeats
  }

  /// Whether there are more groups than memory is for.
  var isFull: Bool { max(groups.count, keys.count) > UsageLimit.groups }

  mutating func supersede() {
    records += 1
    uncharged += 1
  }

  mutating func reject() {
    records += 1
    rejected += 1
  }

  @inline(__always)
  mutating func visit(
    _ text: Span<UInt8>, _ side: borrowing [UInt8], _ ranges: borrowing [FieldRange], first: Int,
    at start: Int, figures: borrowing FigurePlaces
  ) {
    records += 1
    guard !isFull else { return }
    let unescaped = side.span
    let fields = ranges.span.extracting(first..<(first + reader.plan.slots.count))
    if let repeats {
      switch repeats.check(reader.plan, text, unescaped, fields) {
      case .new: break
      case .exact: return uncharged += 1
      case .conflicting: return rejected += 1
      }
    }
    switch reader.read(text, unescaped, fields) {
    case .rejected: rejected += 1
    case .omitted(.notInferred, _, _, _): uncharged += 1
    case .omitted:
      var counts = TokenCounts()
      // What `read` has read can be read again.
      _ = counts.read(reader.plan, text, unescaped, fields)
      let day = reader.day ?? Self.noDay
      let number = group(day, -1, bySlot: false, text, unescaped, fields)
      groups[number].records += 1
      groups[number].tokens.add(TokenAmounts(counts))
      if wantsKeys { _ = keyUsage(day, text, unescaped, fields) }
    case .estimated(let rate, let slots, let usage, _):
      let day = reader.day ?? Self.noDay
      let slot = slots.grid
      let number = group(day, rate, bySlot: slot != nil, text, unescaped, fields)
      groups[number].records += 1
      let energy =
        reader.isServed
        ? addServed(number, rate, usage, by: slot) : add(number, rate, usage, by: slot)
      if wantsKeys {
        let number = keyUsage(day, text, unescaped, fields)
        keys[number].energy += WattHours(nanos: energy)
      }
    }
  }

  @inline(__always)
  private mutating func add(
    _ number: Int, _ rate: Int, _ usage: TokenUsage, by slot: ZoneSeries.Slot?
  ) -> Int128 {
    let figures = reader.rates.figures(rate, usage, by: slot, significantDigits: nil)
    groups[number].line?.add(
      usage, energy: figures.exactEnergy, carbon: figures.exactCarbon, by: slot)
    return figures.exactEnergy
  }

  /// The same for a record that says how it was served.
  @inline(never)
  private mutating func addServed(
    _ number: Int, _ rate: Int, _ usage: TokenUsage, by slot: ZoneSeries.Slot?
  ) -> Int128 {
    let charged = Charged(reader, rate, usage, by: slot)
    groups[number].line?.add(
      usage, charged.sums, energy: charged.energy, carbon: charged.carbon, by: slot)
    return charged.energy
  }

  // MARK: Groups

  private static let noDay = Int(Int32.min)

  /// The number of a record's group.
  @inline(__always)
  private mutating func group(
    _ day: Int, _ rate: Int, bySlot: Bool, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Int {
    startKey(day)
    append(2 * rate + (bySlot ? 1 : 0))
    if rate < 0 { append(reader.plan.model.first(in: fields)?.range, text, unescaped) }
    appendPlace(text, unescaped, fields)
    let (known, hash) = key.withBytes { bytes in
      let hash = groupTable.hash(bytes)
      return (groupTable.find(bytes, hash: hash), hash)
    }
    return known ?? addGroup(hash, day, rate, bySlot: bySlot, text, unescaped, fields)
  }

  /// The number of a record's day, place and key.
  @inline(__always)
  private mutating func keyUsage(
    _ day: Int, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Int {
    startKey(day)
    append(reader.plan.slots(of: .key).first(in: fields)?.range, text, unescaped)
    appendPlace(text, unescaped, fields)
    let (known, hash) = key.withBytes { bytes in
      let hash = keyTable.hash(bytes)
      return (keyTable.find(bytes, hash: hash), hash)
    }
    return known ?? addKey(hash, day, text, unescaped, fields)
  }

  @inline(__always)
  private mutating func startKey(_ day: Int) {
    key.removeAll()
    append(day)
  }

  @inline(__always)
  private mutating func append(_ number: Int) {
    var number = UInt32(truncatingIfNeeded: number)
    for _ in 0..<4 {
      key.append(UInt8(truncatingIfNeeded: number))
      number &>>= 8
    }
  }

  @inline(__always)
  private mutating func appendPlace(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) {
    append(reader.plan.provider.first(in: fields)?.range, text, unescaped)
    append(reader.plan.place(text, unescaped, fields), text, unescaped)
  }

  @inline(__always)
  private mutating func append(
    _ field: FieldRange?, _ text: Span<UInt8>, _ unescaped: Span<UInt8>
  ) {
    if let field { key.append(field.isUnescaped ? unescaped : text, field.range) }
    // No text of UTF-8 has this byte.
    key.append(UInt8(0xFF))
  }

  @inline(never)
  private mutating func addGroup(
    _ hash: UInt64, _ day: Int, _ rate: Int, bySlot: Bool, _ text: Span<UInt8>,
    _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Int {
    key.withBytes { _ = groupTable.insert($0, hash: hash) }
    var group = UsageGroup(
      day: Self.day(day),
      model: rate < 0
        ? said(.model, or: reader.plan.assumptions.model, text, unescaped, fields)
        : reader.rates.rates[rate].basis.model.id,
      provider: provider(text, unescaped, fields), region: region(text, unescaped, fields))
    if rate >= 0 {
      let served = reader.rates.servings[rate]
      let charged = reader.rates.rates[rate]
      group.line = Ledger.Line(
        rate: charged, accuracy: charged.accuracy, serving: served.serving,
        accelerator: served.accelerator, isBySlot: bySlot)
    }
    groups.append(group)
    return groups.count - 1
  }

  @inline(never)
  private mutating func addKey(
    _ hash: UInt64, _ day: Int, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Int {
    key.withBytes { _ = keyTable.insert($0, hash: hash) }
    keys.append(
      KeyUsage(
        day: Self.day(day), provider: provider(text, unescaped, fields),
        region: region(text, unescaped, fields),
        key: said(.key, or: nil, text, unescaped, fields)))
    return keys.count - 1
  }

  // MARK: What a record says

  private static func day(_ day: Int) -> UTCDay? {
    day == noDay ? nil : UTCDay(daysSinceEpoch: day)
  }

  private func said(
    _ field: Field, or assumed: String?, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> String {
    let bytes = reader.plan.bytes(field, text, unescaped, fields)
    return bytes.isEmpty ? assumed ?? "" : String(decoding: bytes, as: UTF8.self)
  }

  private func provider(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> String {
    said(.provider, or: reader.plan.assumptions.provider, text, unescaped, fields)
  }

  private func region(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> String {
    let place = reader.plan.place(text, unescaped, fields).map { $0.bytes(text, unescaped) }
    let assumed = reader.plan.assumptions
    // The whole world is a factor, not a place.
    let region = assumed.unknownRegion == nil ? assumed.region : nil
    return place.map { String(decoding: $0, as: UTF8.self) } ?? region ?? ""
  }
}
