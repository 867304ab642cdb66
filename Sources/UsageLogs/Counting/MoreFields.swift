internal import EcoModel

/// Fields beside the block that a caller asks for with `--with`.
package enum MoreField: String, CaseIterable, Sendable {
  /// Both ends of energy and carbon.
  case interval
  /// What the figures were worked out from.
  case basis
  /// The making of the hardware, with both ends.
  case embodied
  /// Carbon by the factors of what the caller bought.
  case market
  /// What carbon and energy were worked out with at the place: the grid's factor and the PUE.
  case factors

  /// What its fields are called, in JSON and after `eco.` in columns.
  var names: [String] {
    switch self {
    case .interval: ["energy_low_wh", "energy_high_wh", "carbon_low_g", "carbon_high_g"]
    case .basis: ["basis"]
    case .embodied: ["embodied_g", "embodied_low_g", "embodied_high_g"]
    case .market: ["carbon_market_g"]
    case .factors: ["g_per_kwh", "pue"]
    }
  }
}

/// The texts of those fields for the record that was counted last.
struct MoreTexts {
  /// The wanted fields, in their own order.
  let names: [String]
  /// The text of each; empty where the record has no figure.
  private(set) var texts: [[UInt8]]
  private let wanted: Set<MoreField>
  private let isText: [Bool]
  /// What each rate and way of serving needs, by the rate's number.
  private var kernels: [Int: (range: RangeKernel, embodied: EmbodiedKernel?)] = [:]

  init(_ wanted: [MoreField]) {
    self.wanted = Set(wanted)
    let fields = MoreField.allCases.filter(wanted.contains)
    names = fields.flatMap(\.names)
    isText = fields.flatMap { field in field.names.map { _ in field == .basis } }
    texts = [[UInt8]](repeating: [], count: names.count)
  }

  var isEmpty: Bool { names.isEmpty }

  /// For a record without figures.
  mutating func clear() {
    for index in texts.indices { texts[index] = [] }
  }

  /// For a record that was charged at a rate.
  ///
  /// - Parameters:
  ///   - slot: what its carbon was charged by in place of the year's row.
  ///   - market: its carbon by the factor of what the caller bought, in nanograms.
  mutating func set(
    _ rates: RateTable, _ number: Int, _ usage: TokenUsage, _ serving: Serving,
    _ slot: ZoneSeries.Slot?, market: Int128?
  ) {
    let (rate, served) = (rates.rates[number], rates.servings[number])
    let kernel =
      kernels[number]
      ?? (
        rate.ranges(served.serving, served.accelerator),
        rate.embodied(served.serving, served.accelerator)
      )
    kernels[number] = kernel
    let sums = rate.sums(usage, serving)
    var values: [String] = []
    if wanted.contains(.interval) {
      let (energy, carbon) = kernel.range.range(usage, sums, by: slot)
      values += ["\(energy.low)", "\(energy.high)", "\(carbon.low)", "\(carbon.high)"]
    }
    if wanted.contains(.basis) { values.append(served.serving.basis.rawValue) }
    if wanted.contains(.embodied) {
      let embodied = kernel.embodied?.embodied(usage, sums)
      values += [
        embodied.map { "\($0.carbon)" } ?? "", embodied.map { "\($0.interval.low)" } ?? "",
        embodied.map { "\($0.interval.high)" } ?? "",
      ]
    }
    if wanted.contains(.market) {
      values.append(market.map { "\(GramsCO2e(nanos: $0))" } ?? "")
    }
    if wanted.contains(.factors) {
      values += ["\(slot?.intensity ?? rate.basis.grid.intensity)", "\(rate.basis.pue)"]
    }
    texts = values.map { Array($0.utf8) }
  }

  /// `,"eco_more":{…}`; empty where there is nothing to tell.
  var member: [UInt8] {
    let members = texts.indices.filter { !texts[$0].isEmpty }.map { index in
      let text = String(decoding: texts[index], as: UTF8.self)
      return "\"\(names[index])\":" + (isText[index] ? "\"\(text)\"" : text)
    }
    return members.isEmpty
      ? [] : Array(",\"\(MoreTexts.key)\":{\(members.joined(separator: ","))}".utf8)
  }

  /// What the member of a JSON record is called that has them.
  static let key = "eco_more"
}
