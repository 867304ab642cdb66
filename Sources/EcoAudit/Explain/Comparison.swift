package import EcoModel
internal import PlainText
internal import SystemFiles
package import UsageLogs

/// What other methods and measurements say about a request, side by side.
package struct Comparison {
  struct Row {
    let method: String
    /// Energy of the whole service, where the method knows one.
    let energy: String?
    /// Energy of the accelerators alone.
    let accelerators: String?
    /// Joules of the accelerators for each completion token.
    let perToken: String?
    let reference: String
  }

  let rows: [Row]

  package init(
    _ request: ExplainRequest, _ explanation: Explanation, tables: EcoTables
  ) throws(DataError) {
    let (basis, usage) = (explanation.basis, explanation.estimate.usage)
    let output = Fraction(usage.completionTokens)
    var rows: [Row] = []
    for methodology in Methodology.released {
      let estimator = try EcoEstimator(tables: tables, methodology: methodology)
      guard let (rate, usage) = try? request.resolve(estimator).get() else { continue }
      let derivation = Derivation(rate, usage)
      // The older method knows accelerators only: its energy is theirs.
      let joules =
        derivation.value(of: "gpu_j")
        ?? derivation.value(of: "energy_wh").map { $0 * Fraction(3600) }
      rows.append(
        Row(
          method: methodology.id, energy: derivation.figures["energy_wh"],
          accelerators: joules.map { ($0 / Fraction(3600)).rounded(places: 9) },
          perToken: joules.flatMap { Self.perToken($0, output) },
          reference: methodology.id == Methodology.newest.id
            ? "METHODOLOGY.md, Formula" : "METHODOLOGY.md, What other methods say"))
    }
    if let size = basis.size {
      rows.append(Self.ecoLogitsNow(size, usage))
      rows += try MeasuredModel.nearest(to: size, limit: 4).map { $0.row(usage) }
    }
    self.rows = rows
  }

  fileprivate static func perToken(_ joules: Fraction, _ output: Fraction) -> String? {
    output.isZero ? nil : (joules / output).rounded(significantDigits: 4)
  }

  /// EcoLogits 0.9–0.11, the part of its accelerators; for comparison, in floating point and few
  /// digits. It is not a methodology of this product.
  private static func ecoLogitsNow(_ size: Model.Size, _ usage: TokenUsage) -> Row {
    let active = size.active.point.doubleValue
    // exp(−0.0112059 · 64): the registry's batch of 64 sequences.
    let wattHours = 1.16653e-6 * 0.4881280060724899 * active + 4.05293e-5
    let needed = 1.2 * size.total.point.doubleValue * 2 / 80
    var gpus = 1.0
    while gpus < needed { gpus *= 2 }
    let perToken = wattHours * gpus
    return Row(
      method: "EcoLogits 0.9-0.11 (not a shipped methodology)", energy: nil,
      accelerators: decimal(perToken * Double(usage.completionTokens), digits: 3),
      perToken: usage.completionTokens == 0 ? nil : decimal(perToken * 3600, digits: 3),
      reference: "METHODOLOGY.md, What other methods say; \(Int(gpus)) GPU(s), without its server"
        + " part and PUE; prompts do not enter")
  }

  /// A positive number in few significant digits, without an exponent.
  private static func decimal(_ value: Double, digits: Int) -> String {
    guard value > 0, value < 1e9 else { return value == 0 ? "0" : "more than 10^9" }
    return Fraction(Int64(value * 1e9)).dividedBy(1_000_000_000)
      .rounded(significantDigits: digits)
  }

  package var text: String {
    let table =
      [["method", "energy Wh", "GPUs alone Wh", "GPU J/completion token", "reference"]]
      + rows.map {
        [$0.method, $0.energy ?? "-", $0.accelerators ?? "-", $0.perToken ?? "-", $0.reference]
      }
    return (["", "side by side"] + TextTable.indented(table)).joined(separator: "\n") + "\n"
  }

  var json: JSONValue {
    .array(
      rows.map { row in
        func number(_ text: String?) -> JSONValue { text.map { .number($0) } ?? .null }
        return .object([
          ("method", .string(row.method)), ("energy_wh", number(row.energy)),
          ("accelerators_wh", number(row.accelerators)),
          ("accelerators_j_per_completion_token", number(row.perToken)),
          ("reference", .string(row.reference)),
        ])
      })
  }
}

extension Fraction {
  fileprivate func dividedBy(_ divisor: Int) -> Fraction { self / Fraction(divisor) }
}

/// A row of `data/measured-energy.csv`: the measured energy of a model's accelerators.
struct MeasuredModel {
  let model: String
  let total: Decimal9
  let active: Decimal9
  let bits: String
  let gpus: String
  let outputTokens: String
  let joulesPerToken: String

  /// The rows nearest in size, the nearest first: by the ratio of all parameters, then of the active.
  static func nearest(
    to size: Model.Size, limit: Int
  ) throws(DataError) -> [MeasuredModel] {
    func distance(_ row: MeasuredModel) -> Double {
      func ratio(_ a: Decimal9, _ b: Decimal9) -> Double {
        max(a.doubleValue / b.doubleValue, b.doubleValue / a.doubleValue)
      }
      return ratio(row.total, size.total.point) * ratio(row.active, size.active.point)
    }
    let table = try SmallCSV(BundledFile.measuredEnergy.bytes, file: "measured-energy.csv")
    let rows = table.rows.compactMap(MeasuredModel.init)
    return Array(rows.sorted { (distance($0), $0.model) < (distance($1), $1.model) }.prefix(limit))
  }

  private init?(_ row: SmallCSV.Row) {
    func decimal(_ column: String) -> Decimal9? {
      DecimalText.nanos(row[column].utf8, places: 9).map { Decimal9(nanos: $0) }
    }
    guard let total = decimal("total_b"), let active = decimal("active_b") else { return nil }
    self.total = total
    self.active = active
    model = row["model"]
    bits = row["weight_bits"]
    gpus = row["gpus"]
    outputTokens = row["output_tokens"]
    joulesPerToken = row["gpu_j_per_output_token"]
  }

  func row(_ usage: TokenUsage) -> Comparison.Row {
    let joules = (Fraction(joulesPerToken) ?? .zero) * Fraction(usage.completionTokens)
    return Comparison.Row(
      method: "measured: \(model)", energy: nil,
      accelerators: (joules / Fraction(3600)).rounded(significantDigits: 4),
      perToken: joulesPerToken,
      reference: "ML.ENERGY v3: \(gpus) × H100 at 64 sequences, chat, \(outputTokens) tokens out,"
        + " \(total) × 10⁹ (\(active) active), \(bits) bits; data/measured-energy.csv")
  }
}
