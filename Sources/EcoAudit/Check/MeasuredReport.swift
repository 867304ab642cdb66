internal import EcoModel
internal import PlainText
package import UsageLogs

/// How far the formula was off, model by model, where somebody measured.
package struct MeasuredReport {
  private let models: MeasuredModels
  private let rows: [(name: String, sums: MeasuredSums)]

  package init(_ models: MeasuredModels) {
    self.models = models
    let total = models.byModel.values.reduce(into: MeasuredSums()) { $0.merge($1) }
    rows =
      models.byModel.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + [("total", total)]
  }

  /// Whether nothing was measured that the formula could be held against.
  package var isEmpty: Bool { models.byModel.isEmpty }

  /// For people.
  package var text: String {
    let header = [
      "", "records", "measured Wh", "formula Wh", "factor", "spread", "inside", "below", "above",
    ]
    let cells = rows.map { name, sums in
      [name, "\(sums.records)", "\(sums.measured)", "\(sums.formula)"]
        + [sums.factor, sums.spread].map { Self.decimal($0) ?? "–" }
        + [
          Readable.share(Int128(sums.inside), of: Int128(sums.records)), "\(sums.below)",
          "\(sums.above)",
        ]
    }
    return TextTable.aligned([header] + cells, texts: 1) + "\n" + notes.map { $0 + "\n" }.joined()
  }

  /// For machines: the last row is the total.
  package var csv: String {
    let header =
      "model,records,prorated,measured_wh,formula_wh,factor,spread,inside,below,above,no_factor\n"
    return header
      + rows.map { name, sums in
        [
          name, "\(sums.records)", "\(sums.prorated)", "\(sums.measured)", "\(sums.formula)",
          Self.decimal(sums.factor) ?? "", Self.decimal(sums.spread) ?? "", "\(sums.inside)",
          "\(sums.below)", "\(sums.above)", "\(sums.withoutFactor)",
        ].map(CSVText.quoted).joined(separator: ",") + "\n"
      }.joined()
  }

  private var notes: [String] {
    var notes = [
      "factor: the geometric mean of measured over formula, above 1 where the formula is too low;"
        + " spread: their geometric standard deviation, 1 where all are equal",
      "inside: of the records whose measured energy is in the formula's interval, which is meant to"
        + " hold four of five",
      "both energies are with the service's share and PUE: what differs is the accelerators' energy",
    ]
    let total = rows.last?.sums ?? MeasuredSums()
    for (count, words) in [
      (total.prorated, "by a share of what several requests took"),
      (total.withoutFactor, "with an energy of 0, and no factor"),
      (models.unmeasured, "without measured energy, or without a figure: not compared"),
      (models.withoutFormula, "measured, of models of unknown size: not compared"),
      (models.unread, "that cannot be read: not compared"),
    ] where count > 0 {
      notes.append("\(Readable.text(Int128(count), "record")) \(words)")
    }
    return notes
  }

  private static func decimal(_ thousandths: UInt128?) -> String? {
    thousandths.map { "\(Decimal9(nanos: Int128($0) * 1_000_000))" }
  }
}
