internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// What agents used, on one screen: for people, with figures of three digits.
package struct AgentScreen {
  private let usage: AgentUsage
  private let periods: [AgentUsage.Period]
  private let dimensions: [AgentUsage.Dimension]
  /// How many rows a table has at most.
  private static let mostRows = 8

  /// - Parameter periods: the last one is the one whose parts are shown.
  package init(
    _ usage: AgentUsage, _ periods: [AgentUsage.Period], by dimensions: [AgentUsage.Dimension]
  ) {
    (self.usage, self.periods, self.dimensions) = (usage, periods, dimensions)
  }

  package var text: String {
    guard let period = periods.last else { return "" }
    let ledger = usage.ledger(period)
    let tables = dimensions.map { table($0, period) }
    return ([heading, totals] + tables + [parts(ledger, period), changes(period), notes(ledger)])
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What is said where no agent has left a session.
  package static func nothing(_ usage: AgentUsage) -> String {
    let looked = usage.folders.map { folder in
      [folder.agent, folder.path, folder.isThere ? "has no sessions" : "is not there"]
    }
    return "No sessions of coding agents were found. Looked for:\n"
      + TextTable.indented(looked).map { $0 + "\n" }.joined()
      + usage.unreadLines
      + "Logs of others can be named: eco-calc agents FILE...\n"
  }

  private var heading: String {
    var agents: [String] = []
    for (index, folder) in usage.folders.enumerated() {
      let isUsed =
        usage.cells.contains { $0.agent == index } || usage.gaps.contains { $0.agent == index }
      if isUsed, !agents.contains(folder.agent) { agents.append(folder.agent) }
    }
    return "\(agents.joined(separator: ", "))\(agents.isEmpty ? "" : ": ")"
      + "\(Readable.text(Int128(usage.history.calls.count))) calls in all; days are UTC,"
      + " \(usage.estimator.methodologyVersion)\n"
  }

  private var totals: String {
    let rows = periods.map { period in row(period.name, usage.ledger(period)) }
    return TextTable.aligned([Self.columns] + rows, texts: 1)
  }

  private static let columns = [
    "", "energy", "(low to high)", "CO₂e", "(low to high)", "calls", "tokens",
  ]

  private func row(_ name: String, _ ledger: Ledger) -> [String] {
    let totals = LedgerTotals(ledger.lines)
    let energy = Readable.text(totals.energy, low: totals.energyLow, high: totals.energyHigh)
    let carbon = Readable.text(totals.carbon, low: totals.carbonLow, high: totals.carbonHigh)
    let omitted = ledger.omitted.values.reduce(0) { $0 + $1.requests }
    if totals.requests + omitted == 0 { return [name, "nothing"] }
    return [name] + Self.split(energy) + Self.split(carbon)
      + [Readable.text(totals.requests + omitted), Readable.text(totals.tokens)]
  }

  /// A figure, and its interval in brackets.
  private static func split(_ figure: String) -> [String] {
    guard let bracket = figure.firstIndex(of: "(") else { return [figure, ""] }
    return [String(figure[..<bracket].dropLast()), String(figure[bracket...])]
  }

  private func table(_ dimension: AgentUsage.Dimension, _ period: AgentUsage.Period) -> String {
    let groups = usage.groups(period, by: dimension)
    guard groups.contains(where: { !$0.name.isEmpty }) else { return "" }
    let all = LedgerTotals(usage.ledger(period).lines).energy
    var names = groups.map { Self.shortened($0.name, dimension) }
    if Set(names).count < names.count { names = groups.map(\.name) }
    var rows = zip(names, groups).prefix(Self.mostRows).map { name, group in
      row("  " + (name.isEmpty ? "(not said)" : name), group.ledger)
        + [share(group.ledger, of: all)]
    }
    if groups.count > Self.mostRows {
      var others = Ledger()
      for group in groups.dropFirst(Self.mostRows) { others.merge(group.ledger) }
      let name = "  \(groups.count - Self.mostRows) others"
      rows.append(row(name, others) + [share(others, of: all)])
    }
    return "\(period.name) by \(dimension.rawValue)\n" + TextTable.aligned(rows, texts: 1)
  }

  private func share(_ ledger: Ledger, of all: WattHours) -> String {
    Readable.share(LedgerTotals(ledger.lines).energy.nanos, of: all.nanos)
  }

  /// The last part of a folder's path.
  private static func shortened(_ name: String, _ dimension: AgentUsage.Dimension) -> String {
    guard dimension == .project else { return name }
    return name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? name
  }

  private func parts(_ ledger: Ledger, _ period: AgentUsage.Period) -> String {
    var parts = EnergyParts()
    for line in ledger.lines { if let own = line.parts { parts.add(own) } }
    let all = parts.uncached.nanos + parts.cached.nanos + parts.completion.nanos
    guard all > 0 else { return "" }
    let rows = [
      ("  answers", parts.completion), ("  uncached prompt", parts.uncached),
      ("  cached prompt", parts.cached),
    ].sorted { $0.1 > $1.1 }.map { name, energy in
      [name, Readable.text(energy), Readable.share(energy.nanos, of: all)]
    }
    return "where the energy goes, \(period.name)\n" + TextTable.aligned(rows, texts: 1)
  }

  private func changes(_ period: AgentUsage.Period) -> String {
    let changes = AgentChanges(usage, period)
    guard !changes.changes.isEmpty else { return "" }
    let lines = changes.changes.map { change in
      let saved = WattHours(nanos: changes.energy.nanos - change.energy.nanos)
      let share = Readable.share(saved.nanos, of: changes.energy.nanos)
      return "  -\(share), \(Readable.text(saved)): \(change.words.printable)\n"
    }
    return "what would change it most, \(period.name), each alone\n" + lines.joined()
  }

  // MARK: What else should be known

  /// A carbon intensity without decimals, rounded half up.
  private static func whole(_ intensity: GramsPerKilowattHour) -> Int128 {
    (2 * intensity.nanos / Decimal9.one.nanos + 1) / 2
  }

  private func notes(_ ledger: Ledger) -> String {
    let places = usage.assumedPlaces.map { place in
      [
        place.provider, place.region, "\(Self.whole(place.point)) g/kWh",
        place.low == place.high
          ? "" : "\(Self.whole(place.low)) to \(Self.whole(place.high)) where it may be",
      ]
    }
    var lines: [String] = []
    if !places.isEmpty {
      lines.append(
        "Where it was served is not logged. Taken is where the providers say they serve: the label is"
          + " gross.")
      lines.append("If you know the place: --assume region=NAME.")
      lines += TextTable.indented(places)
    }
    for reason in Unclassified.allCases {
      guard let omission = ledger.omitted[reason] else { continue }
      lines.append(
        "\(Readable.text(omission.requests)) calls (\(Readable.text(omission.tokens)) tokens) have no"
          + " figure: \(usage.words(reason))")
    }
    if usage.undated > 0 { lines.append("\(usage.undated) calls say no time and are left out") }
    if usage.history.rejected > 0 {
      lines.append("\(usage.history.rejected) records could not be read")
    }
    return lines.map { $0.printable + "\n" }.joined() + usage.unreadLines
  }
}

extension AgentUsage {
  /// Files that are not read, a line each, the first few of them.
  fileprivate var unreadLines: String {
    let unread = folders.flatMap(\.unread) + history.unread
    return unread.prefix(3).map { "not read: \("\($0.path): \($0.reason)".printable)\n" }.joined()
      + (unread.count > 3 ? "not read: \(unread.count - 3) more\n" : "")
  }

  /// Why calls have no figure.
  fileprivate func words(_ reason: Unclassified) -> String {
    switch reason {
    case .unknownModel: "the model is not in the tables; eco-calc data coverage LOG names it"
    case .undisclosedParameters: "nobody has published the size of the model"
    case .unknownRegion:
      "it is not known where the provider serves; --assume region=NAME (or world) if you know"
    case .noGridData: "older than the carbon intensities of their place"
    case .noUsage, .notCompletion, .notInferred: reason.code
    }
  }

  /// A place that was taken because nobody names one.
  struct AssumedPlace {
    let provider: String
    let region: String
    let point: GramsPerKilowattHour
    let low: GramsPerKilowattHour
    let high: GramsPerKilowattHour
  }

  /// The places that were taken for providers, by their names.
  var assumedPlaces: [AssumedPlace] {
    guard let providers else { return [] }
    var places: [String: AssumedPlace] = [:]
    let column = CallHistory.dimensions.firstIndex(of: .provider) ?? 0
    for cell in cells {
      let basis = cell.line.rate.basis
      let own = history.groups[cell.group][column]
      let format = cell.agent < folders.count ? folders[cell.agent].format : ""
      let name = own.isEmpty ? LogFormats.bundled.servedBy(format) ?? "" : own
      guard let spread = basis.spread, let row = providers.find(name) else { continue }
      places[row.name] = AssumedPlace(
        provider: row.name, region: basis.region.name, point: basis.grid.intensity,
        low: spread.low.intensity, high: spread.high.intensity)
    }
    return places.values.sorted { $0.provider < $1.provider }
  }
}
