package import EcoModel

/// Adds up the records of a log by day, model, provider and region, and their energy by month and key.
/// Memory grows with those, not with the log.
package struct UsageVisitor: RecordVisitor {
  static var wantsFigures: Bool { false }

  /// What records have in common, apart from their day.
  package private(set) var kinds: [UsageKind] = []
  /// The figures of each day and kind.
  package private(set) var charged: [Ledger.Line] = []
  /// What has no figure, of each day and kind.
  package private(set) var omitted: [OmittedUsage] = []
  package private(set) var keys: [KeyUsage] = []
  package private(set) var records = 0
  package private(set) var rejected = 0
  /// Records that are copies of others, or were answered from a cache: nobody was charged for them.
  package private(set) var uncharged = 0
  private var reader: RecordReader
  private let wantsKeys: Bool
  private let repeats: RepeatTable?
  private var kindTable = ByteTable()
  /// The numbers of the kinds' providers and regions.
  private var places: [Int] = []
  private var placeTable = ByteTable()
  private var payerTable = ByteTable()
  private var chargedIndex = DayIndex()
  private var omittedIndex = DayIndex()
  private var keyIndex = DayIndex()
  private var lastMonth = (day: noDay, start: noDay)
  private var key = OutputBuffer(capacity: 256)

  /// - Parameter wantsKeys: whether it is asked whose key paid.
  init(_ reader: RecordReader, wantsKeys: Bool, repeats: RepeatTable?) {
    self.reader = reader
    self.wantsKeys = wantsKeys
    self.repeats = repeats
  }

  /// Whether there are more groups than memory is for.
  var isFull: Bool { max(charged.count + omitted.count, keys.count) > UsageLimit.groups }

  /// The day and the number of the kind of each of `charged`; no day where the records do not say when.
  package var chargedGroups: some Collection<(day: UTCDay?, kind: Int)> { groups(chargedIndex) }
  /// The same of each of `omitted`.
  package var omittedGroups: some Collection<(day: UTCDay?, kind: Int)> { groups(omittedIndex) }

  private func groups(_ index: DayIndex) -> some Collection<(day: UTCDay?, kind: Int)> {
    index.pairs.lazy.map { (Self.day(Int($0.day)), Int($0.other)) }
  }

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
      let kind = kind(-1, bySlot: false, text, unescaped, fields)
      let number = omittedIndex.number(day, kind)
      if number == omitted.count { omitted.append(OmittedUsage()) }
      omitted[number].records += 1
      omitted[number].tokens.add(TokenAmounts(counts))
      if wantsKeys { _ = keyUsage(day, kind, text, unescaped, fields) }
    case .estimated(let rate, let slots, let usage, _):
      let day = reader.day ?? Self.noDay
      let slot = slots.grid
      let kind = kind(rate, bySlot: slot != nil, text, unescaped, fields)
      let number = chargedIndex.number(day, kind)
      if number == charged.count { addCharged(rate, bySlot: slot != nil) }
      let energy =
        reader.isServed
        ? addServed(number, rate, usage, by: slot) : add(number, rate, usage, by: slot)
      if let market = slots.market { addMarket(number, rate, usage, energy, by: market) }
      if wantsKeys {
        let number = keyUsage(day, kind, text, unescaped, fields)
        keys[number].energy += WattHours(nanos: energy)
      }
    }
  }

  @inline(__always)
  private mutating func add(
    _ number: Int, _ rate: Int, _ usage: TokenUsage, by slot: ZoneSeries.Slot?
  ) -> Int128 {
    let figures = reader.rates.figures(rate, usage, by: slot, significantDigits: nil)
    charged[number].add(
      usage, energy: figures.exactEnergy, carbon: figures.exactCarbon, by: slot)
    return figures.exactEnergy
  }

  /// The same for a record that says how it was served.
  @inline(never)
  private mutating func addServed(
    _ number: Int, _ rate: Int, _ usage: TokenUsage, by slot: ZoneSeries.Slot?
  ) -> Int128 {
    let figures = Charged(reader, rate, usage, by: slot)
    charged[number].add(
      usage, figures.sums, energy: figures.energy, carbon: figures.carbon, by: slot)
    return figures.energy
  }

  /// Adds what a record comes to by the factor of what the caller bought.
  @inline(never)
  private mutating func addMarket(
    _ number: Int, _ rate: Int, _ usage: TokenUsage, _ energy: Int128, by slot: ZoneSeries.Slot
  ) {
    let carbon = reader.rates.rates[rate].marketCarbon(
      usage, reader.serving ?? .assumed, by: slot, significantDigits: nil)
    charged[number].addMarket(energy: energy, carbon: carbon.exact)
  }

  @inline(never)
  private mutating func addCharged(_ rate: Int, bySlot: Bool) {
    let served = reader.rates.servings[rate]
    let rate = reader.rates.rates[rate]
    charged.append(
      Ledger.Line(
        rate: rate, accuracy: rate.accuracy, serving: served.serving,
        accelerator: served.accelerator, isBySlot: bySlot))
  }

  // MARK: Kinds and keys

  private static let noDay = Int(Int32.min)

  private static func day(_ day: Int) -> UTCDay? {
    day == noDay ? nil : UTCDay(daysSinceEpoch: day)
  }

  /// The number of a record's kind.
  ///
  /// - Parameter rate: below 0 where there is none: then what the record says of its model counts.
  @inline(__always)
  private mutating func kind(
    _ rate: Int, bySlot: Bool, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Int {
    key.removeAll()
    key.append(2 * rate + (bySlot ? 1 : 0))
    if rate < 0 { key.append(reader.plan.model.first(in: fields)?.range, text, unescaped) }
    key.append(reader.plan.provider.first(in: fields)?.range, text, unescaped)
    key.append(reader.plan.place(text, unescaped, fields), text, unescaped)
    let (number, isNew) = kindTable.number(of: key)
    if isNew { addKind(rate, text, unescaped, fields) }
    return number
  }

  @inline(never)
  private mutating func addKind(
    _ rate: Int, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) {
    let assumed = reader.plan.assumptions
    // The whole world is a factor, not a place.
    let region = assumed.unknownRegion == nil ? assumed.region : nil
    let place = reader.plan.place(text, unescaped, fields).map { $0.bytes(text, unescaped) }
    kinds.append(
      UsageKind(
        model: rate < 0
          ? said(.model, or: assumed.model, text, unescaped, fields)
          : reader.rates.rates[rate].basis.model.id,
        provider: said(.provider, or: assumed.provider, text, unescaped, fields),
        region: place.map { String(decoding: $0, as: UTF8.self) } ?? region ?? ""))
    key.removeAll()
    key.append(reader.plan.provider.first(in: fields)?.range, text, unescaped)
    key.append(reader.plan.place(text, unescaped, fields), text, unescaped)
    places.append(placeTable.number(of: key).number)
  }

  /// The number of a record's month, place and key.
  @inline(__always)
  private mutating func keyUsage(
    _ day: Int, _ kind: Int, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Int {
    key.removeAll()
    key.append(places[kind])
    key.append(reader.plan.slots(of: .key).first(in: fields)?.range, text, unescaped)
    let number = keyIndex.number(month(day), payerTable.number(of: key).number)
    if number == keys.count { addKey(day, kind, text, unescaped, fields) }
    return number
  }

  /// The first day of the month of a day.
  @inline(__always)
  private mutating func month(_ day: Int) -> Int {
    if day != lastMonth.day {
      lastMonth = (day, Self.day(day)?.startOfMonth.daysSinceEpoch ?? Self.noDay)
    }
    return lastMonth.start
  }

  @inline(never)
  private mutating func addKey(
    _ day: Int, _ kind: Int, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) {
    keys.append(
      KeyUsage(
        month: Self.day(day)?.startOfMonth, provider: kinds[kind].provider,
        region: kinds[kind].region, key: said(.key, or: nil, text, unescaped, fields)))
  }

  private func said(
    _ field: Field, or assumed: String?, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> String {
    let bytes = reader.plan.bytes(field, text, unescaped, fields)
    return bytes.isEmpty ? assumed ?? "" : String(decoding: bytes, as: UTF8.self)
  }
}

extension OutputBuffer {
  /// Appends a number that 32 bits hold, for one lookup.
  @inline(__always)
  fileprivate mutating func append(_ number: Int) {
    var number = UInt32(truncatingIfNeeded: number)
    for _ in 0..<4 {
      append(UInt8(truncatingIfNeeded: number))
      number &>>= 8
    }
  }

  /// Appends a field, told apart from the next one.
  @inline(__always)
  fileprivate mutating func append(
    _ field: FieldRange?, _ text: Span<UInt8>, _ unescaped: Span<UInt8>
  ) {
    if let field { append(field.isUnescaped ? unescaped : text, field.range) }
    // No text of UTF-8 has this byte.
    append(UInt8(0xFF))
  }
}

extension ByteTable {
  /// The number of a key, and whether it is a new one.
  @inline(__always)
  fileprivate mutating func number(of key: borrowing OutputBuffer) -> (number: Int, isNew: Bool) {
    key.withBytes { bytes in
      let hash = self.hash(bytes)
      if let known = find(bytes, hash: hash) { return (known, false) }
      return (insert(bytes, hash: hash), true)
    }
  }
}
