internal import EcoModel
package import PlainText
internal import SystemFiles
internal import UsageLogs

extension AgentUsage {
  /// What agents used, for machines, with every digit.
  ///
  /// - Parameter periods: the last one is the one whose parts are shown.
  package func json(_ periods: [Period], by dimensions: [Dimension]) -> JSONValue {
    guard let period = periods.last else { return .null }
    let ledger = ledger(period)
    return .object([
      ("methodology_version", .string(estimator.methodologyVersion)),
      ("folders", .array(folders.map(Self.folder))),
      ("calls", .integer(history.calls.count)), ("calls_without_time", .integer(undated)),
      ("rejected", .integer(history.rejected)),
      ("periods", .array(periods.map { self.period($0) })),
      (
        "by",
        .object(
          dimensions.map { dimension in
            (
              dimension.rawValue,
              .array(
                groups(period, by: dimension).map { group in
                  .object(
                    [(dimension.rawValue, .string(group.name))] + Self.totals(group.ledger))
                })
            )
          })
      ),
      ("energy", Self.parts(ledger)), ("changes", changes(period)),
      ("assumed_places", .array(assumedPlaces.map(place))),
      (
        "not_read",
        .array(
          (folders.flatMap(\.unread) + history.unread).map {
            .object([("path", .string($0.path)), ("reason", .string($0.reason))])
          })
      ),
    ])
  }

  private static func folder(_ folder: AgentFolders.Folder) -> JSONValue {
    .object([
      ("agent", .string(folder.agent)), ("path", .string(folder.path)),
      ("is_there", .bool(folder.isThere)), ("files", .integer(folder.files.count)),
    ])
  }

  private func period(_ period: Period) -> JSONValue {
    .object(
      [
        ("period", .string(period.name)), ("from", .string("\(period.days.lowerBound)")),
        ("through", .string("\(period.days.upperBound)")),
      ] + Self.totals(ledger(period)))
  }

  private static func totals(_ ledger: Ledger) -> [(String, JSONValue)] {
    [
      ("totals", CountsJSON.totals(LedgerTotals(ledger.lines))),
      ("omitted", CountsJSON.omitted(ledger)),
    ]
  }

  private static func parts(_ ledger: Ledger) -> JSONValue {
    var parts = EnergyParts()
    for line in ledger.lines { if let own = line.parts { parts.add(own) } }
    return .object([
      ("uncached_prompt_wh", .number("\(parts.uncached)")),
      ("cached_prompt_wh", .number("\(parts.cached)")),
      ("completion_wh", .number("\(parts.completion)")),
    ])
  }

  private func changes(_ period: Period) -> JSONValue {
    .array(
      AgentChanges(self, period).changes.map { change in
        .object([
          ("change", .string(change.name)), ("words", .string(change.words)),
          ("energy_wh", .number("\(change.energy)")),
        ])
      })
  }

  private func place(_ place: AssumedPlace) -> JSONValue {
    .object([
      ("provider", .string(place.provider)), ("region", .string(place.region)),
      ("g_per_kwh", .number("\(place.point)")), ("g_per_kwh_low", .number("\(place.low)")),
      ("g_per_kwh_high", .number("\(place.high)")),
      ("source", .string(providers?.find(place.provider)?.source ?? "")),
    ])
  }
}
