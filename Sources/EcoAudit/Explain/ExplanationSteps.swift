internal import EcoModel
internal import PlainText
package import UsageLogs

extension Explanation {
  /// Every step for people: each line can be redone with a pocket calculator.
  package func steps(_ request: ExplainRequest) -> String {
    var lines = [request.title]
    if let place = request.place { lines.append("from \(place)") }
    lines.append("")
    lines += rows
    lines += ["", "formula (\(basis.methodology.id): \(basis.methodology.summary))"]
    lines += basis.methodology.formula.split(separator: "\n").map { "  \($0)" }
    lines += ["", "numbers"] + derivation.inputs.flatMap(Self.lines)
    lines += ["", "steps (exact; … marks digits left out)"]
    for step in derivation.steps { lines += Self.lines(step) }
    lines += ["", "figures (rounded once, half to even, to nine places)"]
    lines += TextTable.indented(
      derivation.steps.compactMap { step in
        step.figure.map { [$0, step.rounded ?? "", step.unit] }
      })
    lines += interval
    lines += ["", "label: \(label.rawValue) (\(decision))"]
    lines += rules.map { "  \($0.holds ? "yes" : "NO ")  \($0.rule): \($0.fact)" }
    lines += ["", "methodology_version: \(estimate.methodologyVersion)"]
    if disagreements.isEmpty {
      lines.append(
        "calc prints the same figures and label; they are computed apart from these steps")
    }
    for (figure, derived, printed) in disagreements {
      lines.append("DISAGREES: \(figure) is \(derived) by these steps, calc prints \(printed)")
    }
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }

  /// The rows of the tables, with their sources.
  private var rows: [String] {
    let (model, region, grid) = (basis.model, basis.region, basis.grid)
    var lines = ["model    \(model.rowName)   (models.csv:\(model.line))"]
    if basis.modelSteps.isEmpty {
      lines.append("         found as it is written")
    }
    lines += basis.modelSteps.map { "         \($0)" }
    lines.append(
      "         size by \(model.evidence.rawValue)"
        + (basis.size.map { ", architecture \($0.architecture.rawValue)" } ?? "")
        + ", retrieved \(model.retrieved)")
    lines.append("         \(model.source)")
    if !model.note.isEmpty { lines.append("         \(model.note)") }
    lines.append(
      "region   \(region.rowName) → zone \(region.zone), \(region.match.rawValue)"
        + "   (regions.csv:\(region.line), \(region.source))")
    if basis.regionAssumed {
      let word = basis.spread == nil ? "" : ": it stands for where the provider says it serves"
      lines.append("         assumed by the caller\(word)")
    }
    let pue = basis.site.map { site in
      "\(site.pue)\(site.year.map { ", \($0)" } ?? "")"
        + (site.file == .pue ? "   (pue.csv:\(site.line), \(site.source))" : "")
    }
    let standard = basis.methodology.defaultPUE.map { "not published; the default \($0)" }
    lines.append("         PUE \(standard == nil ? "not used" : pue ?? standard ?? "")")
    let age =
      basis.factorAge == 0 ? "" : ", \(LabelRule.years(basis.factorAge)) older than the request"
    lines.append(
      "grid     \(grid.zone) \(grid.year): \(grid.intensity) g CO₂e/kWh\(age)"
        + "   (grid-intensity.csv:\(grid.line), \(grid.source))")
    return lines + areas
  }

  /// Other areas that could be defended, where the site's grid is a part of several.
  private var areas: [String] {
    guard let first = basis.areas.first else { return [] }
    let named = basis.areas.map { "\($0.zone) \($0.intensity)" }.joined(separator: ", ")
    let all = basis.areas.map(\.intensity) + [basis.grid.intensity]
    let (low, high) = (all.min() ?? first.intensity, all.max() ?? first.intensity)
    return ["         could be \(low) to \(high): \(named)"]
  }

  private var interval: [String] {
    let range = estimate.uncertainty
    var lines = [
      "", "interval of energy_wh",
      "  both parts   \(range.energy.low) to \(range.energy.high)",
      "  size part    \(range.energyFromSize.low) to \(range.energyFromSize.high)",
    ]
    for cause in Uncertainty.Cause.allCases where cause != .size {
      guard let part = range.parts[cause] else { continue }
      let name = cause.rawValue + String(repeating: " ", count: 10 - cause.rawValue.utf8.count)
      lines.append("  \(name)   \(part.low) to \(part.high)")
    }
    if basis.methodology.constants.contains(where: { $0.name == "above" }) {
      lines.append(
        "  method part  \(range.energyFromMethod.low) to \(range.energyFromMethod.high)")
    }
    return lines
  }

  private static func lines(_ input: Operand) -> [String] {
    let unit = input.unit.isEmpty || input.unit == "ratio" ? "" : " \(input.unit)"
    let meaning = input.meaning.isEmpty ? "" : "   [\(input.meaning)]"
    let source = input.source == "the request" ? [] : ["    \(input.source)"]
    return ["  \(input.symbol) = \(input.text)\(unit)\(meaning)"] + source
  }

  private static func lines(_ step: Derivation.Step) -> [String] {
    let unit = step.unit.isEmpty || step.unit == "ratio" ? "" : " \(step.unit)"
    return [
      "  \(step.name) = \(step.formula.symbols)   [\(step.meaning)]",
      "    = \(step.formula.readable)", "    = \(step.value.readable)\(unit)",
    ]
  }
}
