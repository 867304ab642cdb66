internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// What people should know beside the figures.
extension AgentUsage {
  /// The agents whose calls there are, in the order of their names.
  var agents: [String] {
    var agents: [String] = []
    for (index, folder) in folders.enumerated() {
      let isUsed = cells.contains { $0.agent == index } || gaps.contains { $0.agent == index }
      if isUsed, !agents.contains(folder.agent) { agents.append(folder.agent) }
    }
    return agents
  }

  /// What has no figure and why, a line each.
  func notes(_ ledger: Ledger) -> [String] {
    var lines: [String] = []
    for reason in Unclassified.allCases {
      guard let omission = ledger.omitted[reason] else { continue }
      lines.append(
        "\(Readable.text(omission.requests, "call")) (\(Readable.text(omission.tokens, "token"))) without"
          + " a figure: \(words(reason))")
    }
    if undated > 0 {
      lines.append("\(Readable.text(Int128(undated), "call")) without a time, left out")
    }
    if history.rejected > 0 {
      lines.append("\(Readable.text(Int128(history.rejected), "record")) that could not be read")
    }
    return lines
  }

  /// Files that are not read, a line each, the first few of them.
  var unreadLines: String {
    let unread = folders.flatMap(\.unread) + history.unread
    return unread.prefix(3).map { "not read: \("\($0.path): \($0.reason)".printable)\n" }.joined()
      + (unread.count > 3 ? "not read: \(unread.count - 3) more\n" : "")
  }

  /// Why calls have no figure.
  private func words(_ reason: Unclassified) -> String {
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

  /// A place that was taken, in cells.
  func words(_ place: AssumedPlace) -> [String] {
    [
      place.provider, place.region, "\(Self.whole(place.point)) g/kWh",
      place.low == place.high
        ? "" : "\(Self.whole(place.low)) to \(Self.whole(place.high)) where it may be",
    ]
  }

  /// A carbon intensity without decimals, rounded half up.
  private static func whole(_ intensity: GramsPerKilowattHour) -> Int128 {
    (2 * intensity.nanos / Decimal9.one.nanos + 1) / 2
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
