internal import EcoModel
internal import PlainText
package import UsageLogs

extension Explanation {
  /// The answer on one screen: the figure with its interval, where the energy goes, which inputs decide, and
  /// what would narrow the interval. Every digit is in `steps`.
  package func answer(_ request: ExplainRequest) -> String {
    var lines = [request.title]
    if let place = request.place { lines.append("from \(place)") }
    lines += ["", headline]
    if let shares = EnergyShares(derivation) {
      lines += ["", "where the energy goes"] + shares.lines
    }
    lines += ["", "what it rests on"] + TextTable.indented(inputs)
    let doubts = doubts
    if !doubts.isEmpty {
      lines += ["", "what the interval comes from"] + TextTable.indented(doubts)
    }
    lines += ["", "label \(label.rawValue): \(reason)"]
    for (figure, derived, printed) in disagreements {
      lines.append("DISAGREES: \(figure) is \(derived) by the steps, calc prints \(printed)")
    }
    lines += ["", "methodology \(estimate.methodologyVersion); --steps shows every step in full"]
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }

  private var headline: String {
    let range = estimate.uncertainty
    let energy = Readable.text(
      estimate.energy, low: range.energy.low, high: range.energy.high)
    let carbon = Readable.text(
      estimate.carbon, low: range.carbon.low, high: range.carbon.high)
    return "\(energy)   \(carbon) CO₂e   \(label.rawValue)"
  }

  private var reason: String {
    guard let broken = rules.first(where: { !$0.holds }) else { return "every rule of it holds" }
    return "it does not hold that \(broken.rule); \(broken.fact)"
  }

  /// The inputs that decide, each with where it is from.
  private var inputs: [[String]] {
    let (model, region, grid) = (basis.model, basis.region, basis.grid)
    var rows: [[String]] = []
    if estimate.basis < .gpuSeconds, let size = basis.size {
      let active = size.active == size.total ? "" : ", \(size.active.billions) active"
      rows.append([
        "model",
        "\(model.rowName): \(size.total.billions) × 10⁹ parameters\(active),"
          + " \(model.evidence.rawValue)",
        "models.csv:\(model.line)",
      ])
      rows += basis.modelSteps.map { ["", $0, ""] }
      rows.append([
        "weights", "\(size.weightBits) bits, \(size.precision.rawValue)",
        "models.csv:\(model.line)",
      ])
    }
    if basis.methodology.knowsServing { rows.append(["serving", served, servedBy]) }
    let assumed = basis.regionAssumed ? ", assumed by the caller" : ""
    rows.append([
      "region", "\(region.rowName) → \(region.zone), \(region.match.rawValue)\(assumed)",
      "regions.csv:\(region.line)",
    ])
    if let site = basis.site {
      rows.append([
        "PUE", "\(site.pue)\(site.year.map { " in \($0)" } ?? "")",
        "\(site.file.rawValue):\(site.line)",
      ])
    } else if let standard = basis.methodology.defaultPUE {
      rows.append(["PUE", "\(standard), the site publishes none", "the methodology"])
    }
    let age =
      basis.factorAge == 0
      ? "" : ", \(LabelRule.years(basis.factorAge)) older"
    rows.append([
      "grid", "\(grid.intensity) g CO₂e/kWh, \(grid.zone) in \(grid.year)\(age)",
      "grid-intensity.csv:\(grid.line)",
    ])
    return rows
  }

  private var served: String {
    let serving = estimate.serving
    let accelerator = serving.accelerator.map { " of \($0.name)" } ?? ""
    return switch estimate.basis {
    case .assumed: "\(basis.sequences) concurrent sequences, since nobody says"
    case .local: "one sequence at a time, on somebody's own machine"
    case .concurrency: "\(serving.concurrency?.description ?? "") concurrent sequences"
    case .gpuSeconds: "\(serving.gpuSeconds?.description ?? "") GPU-seconds\(accelerator)"
    case .metered:
      "\(serving.acceleratorEnergy?.description ?? "") Wh metered\(accelerator)"
        + (serving.isProrated ? ", a share of what several requests took" : "")
    }
  }

  private var servedBy: String {
    estimate.basis == .assumed || estimate.basis == .local ? "the methodology" : "the request"
  }

  /// The causes of the interval, the widest first, and what would narrow each.
  private var doubts: [[String]] {
    let parts = estimate.uncertainty.parts.filter { $0.value.low < $0.value.high }
    func spread(_ part: Interval<WattHours>) -> Double {
      part.low > .zero ? part.high.doubleValue / part.low.doubleValue : .infinity
    }
    let sorted = parts.sorted {
      let (a, b) = (spread($0.value), spread($1.value))
      return a == b ? $0.key.rawValue < $1.key.rawValue : a > b
    }
    return sorted.map { cause, part in
      [
        cause.rawValue, Readable.range(part.low, part.high, inUnitOf: estimate.energy),
        narrowing(cause),
      ]
    }
  }

  /// What would make a part of the interval narrower.
  private func narrowing(_ cause: Uncertainty.Cause) -> String {
    switch cause {
    case .size: "a size that the maker publishes"
    case .precision: "the precision in the model's name, if it is known: -fp8"
    case .serving:
      estimate.basis == .assumed
        ? "for whoever hosts it: --concurrency, --gpu-seconds or --accelerator-wh"
        : "--accelerator-wh, metered"
    case .service: "known to the operator alone"
    }
  }
}

extension Model.Parameters {
  /// The value, and the range where it is one: `8 (8 to 28)`.
  fileprivate var billions: String {
    low == high ? "\(point)" : "\(point) (\(low) to \(high))"
  }
}
