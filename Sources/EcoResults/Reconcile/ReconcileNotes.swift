internal import EcoModel
internal import PlainText
internal import UsageLogs

extension Reconciliation {
  /// What the files cannot tell, and what was left out, in sentences for a reader.
  var notes: [String] {
    notesOnNames + notesOnScopes + bills.flatMap { notes(on: $0) } + notesOnOverlaps + notesOnLogs
      + (options.statements.isEmpty ? [] : notesOnStatements)
  }

  private var notesOnNames: [String] {
    unknownModels.sorted { $0.key < $1.key }.map { name, tokens in
      "no row of models.csv and no record of the logs has the model \"\(name)\""
        + " (\(Self.count(tokens)) billed tokens); if it is one under another name, say so with"
        + " --same \"\(name)=ID\""
    }
  }

  /// What is not compared because one side does not say it.
  private var notesOnScopes: [String] {
    var notes: [String] = []
    if options.by.contains(.provider), !tellsProviders, !options.bills.isEmpty {
      notes.append(
        "providers are not compared: no record of the logs says one, or no line of the bills"
          + columns("provider", of: nil))
    }
    for (provider, scope) in scopes.sorted(by: { $0.key < $1.key }) where !options.bills.isEmpty {
      let name = provider.isEmpty ? "" : "\(provider): "
      for gap in scope.gaps {
        notes.append(
          "\(name)\(gap.field)s are not compared: the \(gap.isOfLogs ? "logs" : "bills") do not say them"
            + (gap.isOfLogs ? "" : columns(gap.field, of: provider)))
      }
      if options.by.contains(.day), scope.grain != .day, !scope.gaps.contains(where: \.isOfTime) {
        notes.append(
          "\(name)compared \(scope.grain == .month ? "by months" : "over all of the time"): the bill has"
            + " lines of more than one day")
      }
    }
    guard !options.bills.isEmpty else { return notes }
    var sums: [Int32: (billedRows: Int, tokens: Int128)] = [:]
    for row in rows {
      let (billedRows, tokens) = sums[row.key.provider] ?? (0, 0)
      sums[row.key.provider] = (
        billedRows + row.billedRows, tokens + row.logged.tokens.total
      )
    }
    for (place, sum) in sums.sorted(by: { $0.key < $1.key }) where sum.billedRows == 0 {
      let provider = name(place)
      notes.append(
        "the bills have nothing of \(provider.isEmpty ? "a provider that is not said" : provider):"
          + " \(Self.count(sum.tokens)) tokens of the logs cannot be held against anything")
    }
    return notes
  }

  /// Where the bills of a provider would say something.
  private func columns(_ field: String, of provider: String?) -> String {
    let places = bills.filter { bill in
      provider == nil
        || bill.lines.contains { PlaceNames.provider($0.about.provider) == provider }
    }.map { bill in
      let columns = bill.columns(field).prefix(4)
      return "\(bill.path): "
        + (columns.isEmpty ? "\(bill.format) has no such column" : columns.joined(separator: ", "))
    }
    return places.isEmpty ? "" : " (\(places.joined(separator: "; ")))"
  }

  private func notes(on bill: Paper<BillLine>) -> [String] {
    guard bill.rows > 0 else { return ["\(bill.path): it has no rows"] }
    var notes = bill.leftOut.sorted { $0.key < $1.key }.map { reason, count in
      let detail = reason.detail.isEmpty ? "" : " (\(reason.detail))"
      return "\(bill.path): \(count) of \(bill.rows) rows are not compared: \(reason.code)\(detail)"
    }
    let amounts = bill.lines.flatMap(\.amounts)
    if amounts.contains(where: { $0.period?.isLocal ?? false }) {
      notes.append(
        "\(bill.path): its days are those of another time zone than UTC, in which the logs' are: what was"
          + " used within hours of midnight may be on the other side of it")
    }
    let unknown = amounts.reduce(Int128(0)) { $0 + $1.tokens.unknown }
    if unknown != 0 {
      let columns = (bill.columns("meter") + bill.columns("token_direction")).joined(
        separator: ", ")
      notes.append(
        "\(bill.path): \(Self.count(unknown)) tokens are not said to go in or to come out (\(columns));"
          + " of them only the total is compared")
    }
    return notes
  }

  private var notesOnLogs: [String] {
    let leftOut = Hints(TallyTotals(), logs: [], unread: unread).leftOut
    var notes = leftOut.map { [$0] } ?? []
    notes += logs.filter { $0.rejected > 0 }.map { log in
      "\(log.path): \(log.rejected) of \(log.records) records cannot be read; eco-calc \(log.path) says why"
    }
    notes += logs.filter { $0.uncharged > 0 }.map { log in
      "\(log.path): \(log.uncharged) records were told twice or answered from a cache, and are not"
        + " compared: nobody is charged for them"
    }
    if !options.statements.isEmpty, !rows.isEmpty,
      keys.allSatisfy(\.key.isEmpty)
    {
      notes.append(
        "no record of the logs has a key: the statement's figures are spread over nobody; say whose they"
          + " are with --map key=COLUMN, a team or a session")
    }
    let days = bills.flatMap(\.lines).flatMap(\.amounts).compactMap(\.period)
    guard let first = days.map(\.first).min(), let last = days.map(\.last).max() else {
      return notes
    }
    let outside = rows.filter { row in
      guard row.comparison == .logOnly, let day = row.key.period.day else { return false }
      return day < first || day > last
    }
    if !outside.isEmpty {
      let tokens = outside.reduce(Int128(0)) { $0 + $1.logged.tokens.total }
      notes.append(
        "the bills are of \(first) to \(last); \(Self.count(tokens)) tokens of the logs are of other"
          + " days")
    }
    return notes
  }

  private var notesOnStatements: [String] {
    let (compared, others) = statedLines
    var notes: [String] = []
    if !tellsProviders {
      notes.append(
        "the logs or the bills do not say who served: all of the logs are held against all of the"
          + " statements")
    }
    notes += statements.filter { $0.rows == 0 }.map { "\($0.path): it has no rows" }
    if compared.isEmpty, others.isEmpty { return notes }
    if compared.isEmpty {
      let services = Set(others.map(\.service)).sorted()
      notes.append(
        "no line of the statements is of a service that answers prompts; they have:"
          + " \(services.prefix(12).joined(separator: ", ")); say which with --service NAME")
    } else {
      let services = Set(compared.map(\.service)).subtracting([""]).sorted()
      if !services.isEmpty {
        notes.append(
          "the statement's figures are of all that \(services.joined(separator: ", ")) did; what of it"
            + " were answers to prompts it does not say")
      }
    }
    notes += notesOnVersions(compared)
    let rest = others.reduce(into: StatedCarbon()) { $0.add($1.carbon) }
    if let location = rest.locationBased ?? rest.marketBased {
      notes.append(
        "other services of the statements, not compared: \(Readable.text(GramsCO2e(nanos: location)))"
          + (rest.locationBased == nil ? " market-based" : " location-based"))
    }
    let gaps = [
      ("factor of the grid (grid_g_per_kwh)", \StatedCarbon.gridFactor),
      ("energy", \StatedCarbon.energy),
    ].filter { gap in compared.allSatisfy { $0.carbon[keyPath: gap.1] == nil } }.map {
      "no \($0.0)"
    }
    if !compared.isEmpty, !gaps.isEmpty {
      notes.append(
        "the statement states \(gaps.joined(separator: " and ")): how much of the difference is theirs"
          + " cannot be told")
    }
    if !compared.isEmpty, compared.allSatisfy({ $0.carbon.locationBased == nil }) {
      notes.append(
        "the statement has no location-based figure: there is nothing to compare ours with")
    }
    return notes
  }

  /// Where figures by several methods are added up.
  private func notesOnVersions(_ lines: [StatementLine]) -> [String] {
    var versions: [[String]: Set<String>] = [:]
    for line in lines {
      let month = line.period.map { "\($0.first) \($0.last)" } ?? ""
      versions[[month, line.provider, line.region, line.service], default: []].insert(line.version)
    }
    let several = versions.values.filter { $0.count > 1 }.map { $0.sorted() }
    guard let first = several.min(by: ByteOrder.precedes) else { return [] }
    return [
      "the statement has figures by several methods (\(first.joined(separator: ", "))) for one month,"
        + " place and service; they are added up: where one takes another's place, leave that out"
    ]
  }

  /// Tokens for people.
  static func count(_ tokens: Int128) -> String {
    let (whole, rest) = tokens.quotientAndRemainder(dividingBy: Decimal9.one.nanos)
    return rest == 0 ? Readable.text(whole) : "\(Decimal9(nanos: tokens))"
  }
}

extension ReconcileScope.Gap {
  fileprivate var isOfTime: Bool { field == "time" }
}
