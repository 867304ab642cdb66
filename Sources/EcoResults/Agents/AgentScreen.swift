internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// What agents used, on one screen: for people, with figures of three digits.
package struct AgentScreen {
  private let usage: AgentUsage
  private let periods: [AgentUsage.Period]
  private let dimensions: [AgentUsage.Dimension]

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
    if !usage.selection.words.isEmpty { return "No calls\(usage.selection.words) were found.\n" }
    let looked = usage.folders.map { folder in
      [folder.agent, folder.path, folder.isThere ? "has no sessions" : "is not there"]
    }
    return "No sessions of coding agents were found. Looked for:\n"
      + TextTable.indented(looked).map { $0 + "\n" }.joined()
      + usage.unreadLines
      + "Logs of others can be named: eco-calc agents FILE...\n"
  }

  private var heading: String {
    let agents = usage.agents.joined(separator: ", ")
    return "\(agents)\(agents.isEmpty ? "" : ": ")"
      + "\(Readable.text(Int128(usage.history.calls.count), "call"))\(usage.selection.words) in all; days are UTC,"
      + " \(usage.estimator.methodologyVersion)\n"
  }

  private var totals: String {
    let rows = periods.map { period in AgentRows.row(period.name, usage.ledger(period)) }
    return TextTable.aligned([AgentRows.columns] + rows, texts: 1)
  }

  private func table(_ dimension: AgentUsage.Dimension, _ period: AgentUsage.Period) -> String {
    let rows = AgentRows(usage, period).rows(by: dimension)
    guard !rows.isEmpty else { return "" }
    let indented = rows.map { row in ["  " + (row.first ?? "")] + row.dropFirst() }
    return "\(period.name) by \(dimension.rawValue)\n" + TextTable.aligned(indented, texts: 1)
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

  private func notes(_ ledger: Ledger) -> String {
    var places: [String] = []
    if !usage.assumedPlaces.isEmpty {
      places.append(
        "Where it was served is not logged. Taken is where the providers say they serve: the label is"
          + " gross.")
      places.append("If you know the place: --assume region=NAME.")
      places += TextTable.indented(usage.assumedPlaces.map(usage.words))
    }
    return (places + usage.notes(ledger)).map { $0.printable + "\n" }.joined() + usage.unreadLines
  }
}
