internal import EcoModel
internal import PlainText
internal import UsageLogs

/// The part of a report about how well things are known: what the figures rest on, and the figures that
/// reporters state beside the location-based carbon.
struct ReportKnowledge {
  private let summary: Summary
  private let lines: [RangedLine]
  private let totals: LedgerTotals
  /// What requests of each kind of knowledge came to, the least known first.
  private let bases: [(basis: Serving.Basis, sums: LedgerTotals)]

  init(summary: Summary, lines: [RangedLine], totals: LedgerTotals) {
    self.summary = summary
    self.lines = lines
    self.totals = totals
    bases = Serving.Basis.allCases.compactMap { basis in
      let own = lines.filter { $0.line.basis == basis }
      return own.isEmpty ? nil : (basis, LedgerTotals(own))
    }
  }

  var sections: [ReportSection] {
    guard totals.records > 0 else { return [] }
    let beside = [market, embodied].compactMap(\.self).joined()
    return [
      knowsServing
        ? ReportSection(id: "served", title: "What the figures rest on", body: served) : nil,
      beside.isEmpty
        ? nil : ReportSection(id: "beside", title: "Stated beside", body: "<ul>\n\(beside)</ul>\n"),
    ].compactMap(\.self)
  }

  private var knowsServing: Bool { summary.estimator.methodology.knowsServing }

  // MARK: How requests were served

  private var served: String {
    let rows = bases.map { basis, sums in
      let energy = Readable.text(sums.energy, low: sums.energyLow, high: sums.energyHigh)
      return """
        <tr><th scope="row">\(words(basis))</th>\
        <td class="n">\(Readable.text(sums.requests))</td>\
        <td class="n">\(Readable.share(sums.energy.nanos, of: totals.energy.nanos))</td>\
        <td class="n more">\(energy)</td></tr>

        """
    }.joined()
    return """
      <p>Energy depends on how many requests were decoded side by side. Where a log says so, or says the \
      GPU-seconds or the energy itself, the interval is narrower.</p>
      <table class="ranking" id="served-ranking">
      <caption>Requests by what is known of their serving</caption>
      <thead><tr><th scope="col">known</th><th scope="col" class="n">requests</th>\
      <th scope="col" class="n">of the energy</th><th scope="col" class="n more">energy</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>

      """
  }

  private func words(_ basis: Serving.Basis) -> String {
    switch basis {
    case .assumed: return "nothing: 64 concurrent sequences taken, 16 to 256 in the interval"
    case .local: return "a runner on one’s own machine: one sequence at a time"
    case .concurrency:
      let said = summary.totals.concurrencies
      guard let least = said.least, let most = said.most else { return "the concurrency" }
      return least == most ? "the concurrency, \(most)" : "the concurrency, \(least) to \(most)"
    case .gpuSeconds: return "GPU-seconds and the accelerator"
    case .metered:
      let (metered, prorated) = (totals.metered.requests, totals.prorated.requests)
      let shared =
        prorated > 0
        ? "; \(Readable.share(prorated, of: metered)) of the requests by a share of a batch" : ""
      return "energy metered at the accelerators\(shared)"
    }
  }

  /// Every digit of the same.
  var table: HTMLTable? {
    guard knowsServing else { return nil }
    var table = HTMLTable(
      id: "served-table", caption: "By what is known of the serving",
      columns: ["basis", "records", "requests", "energy, Wh", "carbon, g"])
    table.rows = bases.map { basis, sums in
      [
        basis.rawValue, "\(sums.records)", "\(sums.requests)", "\(sums.energy)", "\(sums.carbon)",
      ]
    }
    return table
  }

  // MARK: Beside

  /// Market-based carbon, where the caller gave factors.
  private var market: String? {
    guard totals.marketEnergy > .zero else { return nil }
    return """
      <li><strong>\(Readable.text(totals.marketCarbon)) CO₂e market-based</strong> for \
      \(Readable.share(totals.marketEnergy.nanos, of: totals.energy.nanos)) of the energy, by the factors \
      that were given; the carbon above is location-based. \
      <span class="soft">\(totals.marketCarbon) g for \(totals.marketEnergy) Wh.</span></li>

      """
  }

  private var embodied: String? {
    guard knowsServing else { return nil }
    let sums = EmbodiedTotals(lines.map(\.line))
    let mass = Readable.text(sums.carbon, low: sums.low, high: sums.high)
    return """
      <li><strong>\(mass) CO₂e embodied</strong>: the making of the hardware, by the share of its life \
      that the requests took. It is not in the carbon above. \
      <span class="soft"><span id="embodied">\(sums.carbon)</span> g, \(sums.low) to \(sums.high).</span></li>

      """
  }
}
