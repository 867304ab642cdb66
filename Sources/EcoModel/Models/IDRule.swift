/// One row of `id-rules.csv`: a step that leads from an id in a log to a row of `models.csv`.
package struct IDRule: Sendable, Hashable {
  /// What a rule does.
  package enum Kind: String, CaseIterable, Sendable {
    /// Drops a first word: a maker, a cloud, a routing area.
    case lead
    /// Drops a last word: a date, a mode, a tier, a precision.
    case word
    /// Tries the version after the family: `claude-4.7-opus`.
    case order
    /// Tries a last word that the id leaves out.
    case ending
    /// A size after the mark is how Ollama names a model.
    case tag
    /// A name without a size that means one model at Ollama.
    case `default`
  }

  package let kind: Kind
  /// Words, in which `#` is any digit.
  package let pattern: String
  /// The rule holds only for ids that have a word with one of these beginnings, if there are any.
  package let only: [String]
  /// The rule does not hold for ids that have a word with one of these beginnings.
  package let unless: [String]
  /// The precision that the id then names, if any.
  package let bits: NamedBits?
  /// The row that is meant, for a default.
  package let model: String
  /// Why.
  package let note: String
}

/// In how many bits a model is served, as its id says.
package struct NamedBits: Sendable, Hashable {
  /// Bits of each weight as it is read, scales included: 4.8 for Q4_K_M.
  package var weights: Decimal9 { Decimal9(nanos: Int128(weightNanos)) }
  /// Bits of arithmetic: 16 where only the weights are stored in fewer.
  package var arithmetic: Decimal9 { Decimal9(nanos: Int128(arithmeticNanos)) }
  private let weightNanos: UInt64
  private let arithmeticNanos: UInt64

  /// What tables may say.
  package static let range = Decimal9.one...Decimal9(nanos: 32 * Decimal9.one.nanos)

  package init(weights: Decimal9, arithmetic: Decimal9) {
    weightNanos = UInt64(clamping: weights.nanos)
    arithmeticNanos = UInt64(clamping: arithmetic.nanos)
  }

  /// Fewer bits first, and before them none that are named.
  static func areInOrder(_ a: NamedBits?, _ b: NamedBits?) -> Bool {
    guard let b else { return false }
    guard let a else { return true }
    return (a.weightNanos, a.arithmeticNanos) < (b.weightNanos, b.arithmeticNanos)
  }
}

extension IDRule: TableRow {
  package enum Column: Int, CaseIterable, Sendable {
    case kind, pattern, only, unless, weight_bits, arithmetic_bits, model, note
  }

  package init(_ row: RowReader<Column>) throws(DataError) {
    kind = try row.choice(.kind, Kind.self)
    guard !row.isEmpty(.pattern) else { throw row.error(.pattern, "must not be empty") }
    pattern = try row.key(.pattern)
    only = try row.keys(.only)
    unless = try row.keys(.unless)
    model = try row.key(.model)
    note = try row.text(.note)
    if row.isEmpty(.weight_bits), row.isEmpty(.arithmetic_bits) {
      bits = nil
    } else {
      bits = NamedBits(
        weights: try row.decimal(.weight_bits, places: 2, in: 1...32),
        arithmetic: try row.decimal(.arithmetic_bits, places: 2, in: 1...32))
    }
    guard (kind == .default) == !model.isEmpty else {
      throw row.error(.model, "expected a model's id for a default, and none for other kinds")
    }
  }
}
