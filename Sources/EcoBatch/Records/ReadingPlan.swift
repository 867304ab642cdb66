internal import EcoModel

/// How the records of one log are read: a format, and what the caller adds to it.
struct ReadingPlan: Sendable {
  let format: LogFormat
  let assumptions: Assumptions
  /// What is assumed, as bytes.
  let assumed: AssumedText
  /// Whether the sum of prompt and completion tokens is enough for the methodology.
  let countsTotalTokensOnly: Bool
  /// Fields and sources in slot order.
  let slots: [(field: Field, source: LogFormat.Source)]
  /// For each slot, how its text is read.
  let readings: [LogFormat.Source.Reading]
  /// The slots of the fields that are token counts, in the order of `TokenCounts.fields`.
  let counts: [FieldSlots]
  let time: FieldSlots
  let model: FieldSlots
  let provider: FieldSlots
  let region: FieldSlots
  let kind: FieldSlots
  let replay: FieldSlots
  /// Of all fields, by raw value.
  private let all: [FieldSlots]

  init(format: LogFormat, assumptions: Assumptions, methodology: Methodology) {
    self.format = format
    self.assumptions = assumptions
    assumed = AssumedText(assumptions)
    countsTotalTokensOnly = methodology.countsTotalTokensOnly
    let slots = format.slots
    self.slots = slots
    readings = slots.map(\.source.reading)
    let all = Field.allCases.map { FieldSlots($0, in: slots) }
    self.all = all
    counts = TokenCounts.fields.map { all[$0.rawValue] }.filter { !$0.range.isEmpty }
    time = all[Field.time.rawValue]
    model = all[Field.model.rawValue]
    provider = all[Field.provider.rawValue]
    region = all[Field.region.rawValue]
    kind = all[Field.kind.rawValue]
    replay = all[Field.replay.rawValue]
  }

  /// The slots of a field.
  func slots(of field: Field) -> FieldSlots { all[field.rawValue] }
}

/// What the caller says of records that do not say it themselves: one text and the parts of it, which are
/// empty where nothing is assumed.
struct AssumedText: Sendable {
  let text: [UInt8]
  let model: Range<Int>
  let provider: Range<Int>
  let region: Range<Int>

  var isEmpty: Bool { text.isEmpty }

  init(_ assumptions: Assumptions) {
    var bytes: [UInt8] = []
    func add(_ part: String?) -> Range<Int> {
      let start = bytes.count
      bytes += Array((part ?? "").utf8)
      return start..<bytes.count
    }
    model = add(assumptions.model)
    provider = add(assumptions.provider)
    region = add(assumptions.region)
    text = bytes
  }
}
