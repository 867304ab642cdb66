/// One row of `models.csv`: what is known about a model, and who says so.
public struct Model: Sendable, Hashable {
  /// Who published the size.
  public enum Evidence: String, CaseIterable, Sendable {
    /// Its maker.
    case vendor
    /// A registry's range contains the point, and another publication gives the same point.
    case corroborated
    /// One registry or one third party, or sources that disagree.
    case single
    /// Nobody: it is read off the model's name.
    case name
    /// Nobody, and the model is known to exist: it has no size here.
    case undisclosed
    /// The model makes no text completions (embeddings, images, audio, moderation): no size here.
    case notCompletion = "not_completion"
  }

  /// Where the cache and attention widths come from.
  public enum Architecture: String, CaseIterable, Sendable {
    /// The published configuration.
    case config
    /// Assumed from the total size.
    case assumed
  }

  /// How well the bits of a weight as served are known.
  public enum Precision: String, CaseIterable, Sendable {
    /// Those that the maker released; who serves the model may have taken fewer.
    case released
    /// Nobody said.
    case assumed
    /// The id that was asked for names them.
    case named
  }

  /// A count of parameters in units of 10⁹, with the range it is known to lie in.
  public struct Parameters: Sendable, Hashable {
    /// The value used for the estimate.
    public let point: Decimal9
    /// The lower end, not above the point.
    public let low: Decimal9
    /// The upper end, not below the point.
    public let high: Decimal9
  }

  /// What an estimate needs of a model.
  public struct Size: Sendable, Hashable {
    /// All parameters, in 10⁹.
    public let total: Parameters
    /// Parameters that take part in one token, in 10⁹; equal to `total` for a dense model.
    public let active: Parameters
    /// Bits for each weight as served: 16, 8, 4.25 …
    public let weightBits: Decimal9
    /// Bits in which weights are multiplied; `nil`: those in which they are served. Formats that
    /// shrink weights alone leave the arithmetic in 16.
    public let arithmeticBits: Decimal9?
    /// How well the bits are known.
    public let precision: Precision
    /// Bytes of key/value cache for each token of context.
    public let kvBytes: Int
    /// Layers × query heads × head dimension.
    public let attentionWidth: Int
    /// Whether `kvBytes` and `attentionWidth` are published or assumed.
    public let architecture: Architecture
  }

  /// The id, `maker/name` in lower case.
  public let id: String
  /// Other spellings of the id.
  public let aliases: [String]
  /// The size, or `nil` where nobody published one that can be relied on.
  public let size: Size?
  /// Who published the size.
  public let evidence: Evidence
  /// The first day on which the id meant this model; `nil`: always.
  public let validFrom: UTCDay?
  /// A page that supports the row.
  public let source: String
  /// When the source was read.
  public let retrieved: UTCDay
  /// What else a reviewer should know.
  public let note: String
  /// The line of `models.csv`.
  public let line: Int
}

extension Model: TableRow {
  package enum Column: Int, CaseIterable, Sendable {
    case id, aliases, total_b, total_low_b, total_high_b, active_b, active_low_b, active_high_b
    case weight_bits, kv_bytes, attention_width, evidence, architecture, valid_from, source
    case retrieved, note, bits, arithmetic_bits

    /// What is empty where there is no size.
    fileprivate static let ofSize: [Column] = [
      .total_b, .total_low_b, .total_high_b, .active_b, .active_low_b, .active_high_b,
      .weight_bits, .kv_bytes, .attention_width, .architecture, .bits, .arithmetic_bits,
    ]
  }

  /// `bits` and `arithmetic_bits` are of edition 2026-12; without them nobody said how bits are known.
  package static var optionalColumns: Int { 2 }

  package init(_ row: RowReader<Column>) throws(DataError) {
    guard !row.isEmpty(.id) else { throw row.error(.id, "must not be empty") }
    id = try row.key(.id)
    aliases = try row.keys(.aliases)
    evidence = try row.choice(.evidence, Evidence.self)
    validFrom = row.isEmpty(.valid_from) ? nil : try row.date(.valid_from)
    source = try row.required(.source)
    retrieved = try row.date(.retrieved)
    note = try row.text(.note)
    line = row.line
    switch evidence {
    case .undisclosed, .notCompletion:
      for column in Column.ofSize where !row.isEmpty(column) {
        throw row.error(column, "must be empty where the evidence is \(evidence.rawValue)")
      }
      size = nil
    case .vendor, .corroborated, .single, .name:
      size = try Size(row)
    }
  }
}

extension Model.Size {
  fileprivate init(_ row: RowReader<Model.Column>) throws(DataError) {
    total = try Model.Parameters(row, .total_b, low: .total_low_b, high: .total_high_b)
    active = try Model.Parameters(row, .active_b, low: .active_low_b, high: .active_high_b)
    func check(_ column: Model.Column, _ active: Decimal9, atMost total: Decimal9) throws(DataError)
    {
      guard active <= total else {
        throw row.error(column, "expected at most the total, \(total), found \(active)")
      }
    }
    try check(.active_b, active.point, atMost: total.point)
    try check(.active_low_b, active.low, atMost: total.low)
    try check(.active_high_b, active.high, atMost: total.high)
    weightBits = try row.decimal(.weight_bits, places: 2, in: 1...32)
    arithmeticBits =
      row.isEmpty(.arithmetic_bits)
      ? nil : try row.decimal(.arithmetic_bits, places: 2, in: 1...32)
    precision =
      row.isEmpty(.bits) ? .assumed : try row.choice(.bits, [.released, .assumed])
    kvBytes = try row.integer(.kv_bytes, in: 1...100_000_000)
    attentionWidth = try row.integer(.attention_width, in: 1...100_000_000)
    architecture = try row.choice(.architecture, Model.Architecture.self)
  }
}

extension Model.Size {
  /// The same model in the precision that an id names, if it names one.
  func served(in bits: NamedBits?) -> Self { bits.map { Self(self, $0) } ?? self }

  private init(_ size: Self, _ bits: NamedBits) {
    total = size.total
    active = size.active
    weightBits = bits.weights
    arithmeticBits = bits.arithmetic
    precision = .named
    kvBytes = size.kvBytes
    attentionWidth = size.attentionWidth
    architecture = size.architecture
  }
}

extension Model.Parameters {
  fileprivate init(
    _ row: RowReader<Model.Column>, _ point: Model.Column, low: Model.Column,
    high: Model.Column
  ) throws(DataError) {
    func billions(_ column: Model.Column) throws(DataError) -> Decimal9 {
      let value = try row.decimal(column, places: 3, in: 0...10_000)
      guard value > .zero else { throw row.error(column, "expected more than 0 parameters") }
      return value
    }
    self.point = try billions(point)
    self.low = try billions(low)
    self.high = try billions(high)
    guard self.low <= self.point else {
      throw row.error(low, "expected at most \(self.point), found \(self.low)")
    }
    guard self.high >= self.point else {
      throw row.error(high, "expected at least \(self.point), found \(self.high)")
    }
  }
}
