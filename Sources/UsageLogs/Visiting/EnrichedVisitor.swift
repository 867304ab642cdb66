internal import EcoModel
internal import PlainText

/// What one record of an enriched log says: its figures as printed, its tokens, what it was.
package struct EnrichedRecord {
  /// Billionths; `nil` where the record has no figure.
  package var energy: Int64?
  package var carbon: Int64 = 0
  /// Numbers of the label, the version and the reason in the text table.
  package var accuracy: Int32 = -1
  package var version: Int32 = -1
  package var omitted: Int32 = -1
  package var group: Int32 = -1
  var prompt: UInt64 = 0
  var cached: UInt64 = 0
  var completion: UInt64 = 0
  /// A hash of model, provider, region and time.
  package var place: UInt64 = 0

  package func hasUsage(of other: EnrichedRecord) -> Bool {
    prompt == other.prompt && cached == other.cached && completion == other.completion
  }
}

/// The records of one enriched log by id: about 200 bytes for each. A record without an id is known
/// by all that it says; equal ids and equal records are distinguished by their order.
package struct EnrichedIndex {
  package private(set) var records: [EnrichedRecord] = []
  package private(set) var groups: GroupIndex
  /// Labels, versions and reasons.
  package private(set) var texts = NumberedTexts()
  package private(set) var rejected = 0
  /// Figures that are there and cannot be read.
  package private(set) var unreadable = 0
  private var ids = ByteTable()
  /// How often each id was met; those met again have a number after the id.
  private var repeats: [Int: Int] = [:]

  init(by dimensions: [GroupDimension]) { groups = GroupIndex(by: dimensions) }

  mutating func reject() { rejected += 1 }

  /// The number of the record with an id, or of its next repeat.
  fileprivate mutating func insert(_ id: [UInt8], _ record: EnrichedRecord) {
    var key = id
    if let known = ids.find(key.span, hash: ids.hash(key.span)) {
      repeats[known, default: 0] += 1
      key = Self.repeated(id, repeats[known, default: 0])
    }
    _ = ids.insert(key.span, hash: ids.hash(key.span))
    records.append(record)
  }

  /// The record with a key that `forEach` of the other log gave: its id, and a number where the id is
  /// a repeat.
  package func find(_ key: [UInt8]) -> Int? { ids.find(key.span, hash: ids.hash(key.span)) }

  private static func repeated(_ id: [UInt8], _ number: Int) -> [UInt8] {
    id + [0, 0] + Array("\(number)".utf8)
  }

  /// All records with their keys, in the order of the log.
  package func forEach(_ body: (_ key: [UInt8], _ record: EnrichedRecord) -> Void) {
    for (index, record) in records.enumerated() { body(Array(ids.key(index)), record) }
  }
}

/// Few texts, numbered.
package struct NumberedTexts {
  private var table = ByteTable()

  mutating func number(_ bytes: [UInt8]) -> Int32 {
    guard !bytes.isEmpty else { return -1 }
    let hash = table.hash(bytes.span)
    return Int32(
      truncatingIfNeeded: table.find(bytes.span, hash: hash) ?? table.insert(bytes.span, hash: hash)
    )
  }

  package func text(_ number: Int32) -> String {
    number < 0 ? "" : String(decoding: table.key(Int(number)), as: UTF8.self)
  }

  package var all: [String] { (0..<Int32(table.count)).map(text) }
}

/// Fills an index with the records of a log, unchanged.
struct EnrichedVisitor: RecordVisitor {
  static var wantsFigures: Bool { true }

  private(set) var index: EnrichedIndex
  private let plan: FieldPlan

  init(_ index: EnrichedIndex, _ plan: FieldPlan) {
    self.index = index
    self.plan = plan
  }

  mutating func reject() { index.reject() }

  /// Never called: what a record says of its figures is looked at in every one.
  mutating func supersede() {}

  mutating func visit(
    _ text: Span<UInt8>, _ side: borrowing [UInt8], _ ranges: borrowing [FieldRange], first: Int,
    at start: Int, figures: borrowing FigurePlaces
  ) {
    let unescaped = side.span
    let fields = ranges.span.extracting(first..<(first + plan.slots.count))
    var counts = TokenCounts()
    guard
      counts.read(plan, text, unescaped, fields) == nil
    else { return index.reject() }
    var record = EnrichedRecord()
    record.prompt = counts.prompt ?? (counts.completion == nil ? counts.tokens : 0)
    record.cached = counts.cached
    record.completion = counts.completion ?? 0
    let printed = PrintedFigures(text, figures)
    if printed.isUnreadable { index.countUnreadable() }
    record.energy = printed.energy
    record.carbon = printed.carbon
    index.number(printed, &record)
    record.place = Self.hash([.model, .provider, .region, .time], plan, text, unescaped, fields)
    index.group(printed, &record, plan, text, unescaped, fields)
    var id = plan.bytes(.id, text, unescaped, fields)
    if id.isEmpty {
      for slot in 0..<fields.count {
        let field = fields[slot]
        id += field.bytes(text, unescaped)
        id.append(0)
      }
    }
    index.insert(id, record)
  }

  private static func hash(
    _ wanted: [Field], _ plan: FieldPlan, _ text: Span<UInt8>,
    _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> UInt64 {
    var all: [UInt8] = []
    for field in wanted { all += plan.bytes(field, text, unescaped, fields) + [0] }
    return HashSeed.process.hash(all.span)
  }
}

extension EnrichedIndex {
  fileprivate mutating func countUnreadable() { unreadable += 1 }

  fileprivate mutating func number(_ printed: PrintedFigures, _ record: inout EnrichedRecord) {
    record.accuracy = texts.number(printed.accuracy)
    record.version = texts.number(printed.version)
    record.omitted = texts.number(printed.omitted)
  }

  fileprivate mutating func group(
    _ printed: PrintedFigures, _ record: inout EnrichedRecord, _ plan: FieldPlan,
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) {
    record.group = Int32(
      truncatingIfNeeded: groups.index(
        model: nil, accuracy: String(decoding: printed.accuracy, as: UTF8.self), plan, text,
        unescaped, fields))
  }
}

/// The figures that a record has already.
struct PrintedFigures {
  private(set) var energy: Int64?
  private(set) var carbon: Int64 = 0
  private(set) var accuracy: [UInt8] = []
  private(set) var version: [UInt8] = []
  private(set) var omitted: [UInt8] = []
  private(set) var isUnreadable = false

  init(_ text: Span<UInt8>, _ places: borrowing FigurePlaces) {
    if places.columns.count == EcoColumns.names.count {
      func cell(_ column: Int) -> [UInt8] { places.columns[column].map { text[$0] } }
      set(energy: cell(0), carbon: cell(1))
      (accuracy, version, omitted) = (cell(3), cell(4), cell(5))
    } else if let object = places.object {
      guard let eco = try? JSONValue(reading: object.map { text[$0] }), eco.members != nil else {
        // `null`, for example: no figure.
        return
      }
      func digits(_ key: String) -> [UInt8] {
        if case .number(let digits) = eco[key] { Array(digits.utf8) } else { [] }
      }
      set(energy: digits("energy_wh"), carbon: digits("carbon_g"))
      accuracy = Array((eco["accuracy"]?.string ?? "").utf8)
      version = Array((eco["methodology_version"]?.string ?? "").utf8)
    }
  }

  private mutating func set(energy: [UInt8], carbon: [UInt8]) {
    guard !energy.isEmpty || !carbon.isEmpty else { return }
    guard
      let wattHours = DecimalText.nanos(energy, wholeDigits: 39).flatMap({ Int64(exactly: $0) }),
      let grams = DecimalText.nanos(carbon, wholeDigits: 39).flatMap({ Int64(exactly: $0) })
    else {
      isUnreadable = true
      return
    }
    self.energy = wattHours
    self.carbon = grams
  }
}
