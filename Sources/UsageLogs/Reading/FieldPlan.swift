internal import EcoModel

/// How the records of one log are read: a format, and what the caller adds to it.
///
/// A class, because it is large and asked at every record: a structure would be copied there.
final class FieldPlan: Sendable {
  let format: LogFormat
  let assumptions: Assumptions
  /// What is assumed, as bytes.
  let assumed: AssumedText
  /// Whether numbers may have a decimal comma.
  let hasDecimalComma: Bool
  /// What more cached than prompt tokens mean.
  let cachedAbovePrompt: CachedAbovePrompt
  /// Fields and sources in slot order.
  let slots: [(field: Field, source: LogFormat.Source)]
  /// For each slot, whether anybody asks for its field; others need not be found in a record.
  let isNeeded: [Bool]
  /// The slots that the caller mapped: some record must have each.
  let mappedSlots: [Int]
  /// For each slot, which part of its text is the field.
  let parts: [Field.Part]
  /// The slots of the fields that are token counts, in the order of `TokenCounts.fields`.
  let counts: [FieldSlots]
  let time: FieldSlots
  let model: FieldSlots
  let provider: FieldSlots
  let region: FieldSlots
  let kind: FieldSlots
  let replay: FieldSlots
  /// What a record says of how it was served: next to each other.
  let serving: ServingSlots
  let unread: FieldSlots
  /// For each slot of `unread`, that of a count with the same name elsewhere: an equal number there is
  /// the same count told again; -1 where there is none.
  let twins: [Int]
  /// Of all fields, by raw value.
  private let all: [FieldSlots]

  /// - Parameters:
  ///   - mapped: fields whose source the caller named.
  ///   - unneeded: fields that nobody asks for.
  ///   - unread: where counts are that the format does not read.
  ///   - hasDecimalComma: whether numbers may have a decimal comma.
  init(
    format: LogFormat, assumptions: Assumptions, mapped: Set<Field> = [],
    unneeded: Set<Field> = [], unread: [String] = [], hasDecimalComma: Bool = false
  ) {
    self.format = format
    self.assumptions = assumptions
    self.hasDecimalComma = hasDecimalComma
    assumed = AssumedText(assumptions)
    cachedAbovePrompt = format.cachedAbovePrompt
    let slots = format.slots + unread.map { (.unread, LogFormat.Source(path: $0)) }
    self.slots = slots
    isNeeded = slots.map { !unneeded.contains($0.field) }
    mappedSlots = slots.indices.filter { mapped.contains(slots[$0].field) }
    parts = slots.map(\.source.part)
    let all = Field.allCases.map {
      FieldSlots($0, in: slots, combining: format.combining[$0] ?? .first)
    }
    self.all = all
    counts = TokenCounts.fields.map { all[$0.rawValue] }.filter { !$0.range.isEmpty }
    time = all[Field.time.rawValue]
    model = all[Field.model.rawValue]
    provider = all[Field.provider.rawValue]
    region = all[Field.region.rawValue]
    kind = all[Field.kind.rawValue]
    replay = all[Field.replay.rawValue]
    serving = ServingSlots(all)
    self.unread = all[Field.unread.rawValue]
    twins = self.unread.range.map { slot in
      guard format.name == GenericFormat.name else { return -1 }
      let name = GenericFormat.lastName(slots[slot].source.path)
      return slots.indices.first {
        slots[$0].field != .unread && GenericFormat.lastName(slots[$0].source.path) == name
      } ?? -1
    }
  }

  /// Whether a call may be told by several records.
  var tellsCallsInParts: Bool { !slots(of: .call).range.isEmpty }

  /// The slots of a field.
  func slots(of field: Field) -> FieldSlots { all[field.rawValue] }
}

/// What the caller says of records that do not say it themselves: one text and the parts of it, which
/// are empty where nothing is assumed.
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

extension JSONTexts {
  /// The texts of a log that is read by a plan.
  init(framing: JSONFraming, _ plan: FieldPlan) {
    let largest = plan.slots.indices.filter {
      plan.format.combining[plan.slots[$0].field] == .largest
    }
    self.init(
      framing: framing,
      tree: PathTree(
        paths: plan.slots.map(\.source.path), recordPath: plan.format.recordPath,
        largest: Set(largest), known: plan.format.known))
  }
}
