package import EcoModel
internal import UsageLogs

/// Logs held against bills and statements.
package struct Reconciliation {
  /// What is known of a log that has been read.
  struct ReadLog {
    let path: String
    var records = 0
    var rejected = 0
    /// Copies of others, and answers from a cache: nobody was charged for them.
    var uncharged = 0
  }

  let options: ReconcileOptions
  let methodologyVersion: String
  var logs: [ReadLog] = []
  /// Files of directories that were not read, and why.
  private(set) var unread: [(path: String, reason: String)] = []
  var bills: [Paper<BillLine>] = []
  var statements: [Paper<StatementLine>] = []
  /// The rows in their order.
  private(set) var rows: [ReconcileRow] = []
  /// Energy by whose key paid, where a statement is to be spread.
  private(set) var keys: [KeyUsage] = []
  /// Names of models on bills that no row of the table has, with their tokens.
  private(set) var unknownModels: [String: Int128] = [:]
  /// Whether providers are told apart.
  private(set) var tellsProviders = false
  private(set) var scopes: [String: ReconcileScope] = [:]

  /// Reads everything that the options name.
  ///
  /// - Throws: what reading tables, logs, bills and statements throws.
  package static func of(
    _ options: ReconcileOptions, _ estimator: EcoEstimator
  ) async throws -> Reconciliation {
    var result = Reconciliation(
      options: options, methodologyVersion: estimator.methodologyVersion)
    var groups: [UsageGroup] = []
    let (read, unread) = try await UsageVisitor.read(
      options.logs, found: options.found, options.reading, estimator,
      wantsKeys: !options.statements.isEmpty, repeats: options.repeats, jobs: options.jobs)
    result.unread = options.unread + unread
    for (path, visitors, unread) in read {
      var log = ReadLog(path: path, records: unread, rejected: unread)
      for visitor in visitors {
        log.records += visitor.records
        log.rejected += visitor.rejected
        log.uncharged += visitor.uncharged
        groups += visitor.groups
        result.keys += visitor.keys
      }
      result.logs.append(log)
    }
    for path in options.bills {
      result.bills.append(try await Paper.bill(path, options.billReading))
    }
    var reading = options.billReading
    reading.holding = .statement
    reading.maps = []
    reading.format = nil
    for path in options.statements {
      result.statements.append(try await Paper.statement(path, reading))
    }
    result.compare(groups, BilledNames(estimator))
    return result
  }

  // MARK: Rows

  private mutating func compare(_ groups: [UsageGroup], _ names: BilledNames) {
    var names = names
    var places = PlaceMemory()
    var logged: [(item: ReconcileItem, group: UsageGroup)] = []
    for group in groups {
      let item = ReconcileItem(
        period: group.day.map { PaperPeriod(first: $0, last: $0) }, model: names.id(group.model),
        provider: places.provider(group.provider), region: places.region(group.region))
      logged.append((item, group))
    }
    var spellings: [String: String] = [:]
    for model in Set(logged.map(\.item.model)) {
      let key = BilledNames.key(model)
      let known = spellings[key] ?? model
      spellings[key] = ByteOrder.precedes([model], [known]) ? model : known
    }
    var billed: [(item: ReconcileItem, line: BillLine)] = []
    for line in bills.flatMap(\.lines) {
      let item = ReconcileItem(
        period: line.period, model: model(line, &names, spellings),
        provider: places.provider(line.about.provider), region: places.region(line.about.region))
      billed.append((item, line))
    }
    tellsProviders =
      options.by.contains(.provider) && logged.contains { !$0.item.provider.isEmpty }
      && (billed.isEmpty || billed.contains { !$0.item.provider.isEmpty })
    if !tellsProviders {
      logged = logged.map { ($0.item.withoutProvider, $0.group) }
      billed = billed.map { ($0.item.withoutProvider, $0.line) }
    }
    add(logged, billed)
  }

  /// The name of a model on a bill.
  private mutating func model(
    _ line: BillLine, _ names: inout BilledNames, _ spellings: [String: String]
  ) -> String {
    let models = line.about.models
    if !options.sameModels.isEmpty {
      for name in [BilledNames.text(models)] + models.map(\.text) {
        if let same = options.sameModels[name] { return names.id(same) }
      }
    }
    if let id = names.id(models) { return id }
    let text = BilledNames.text(models)
    if text.isEmpty { return "" }
    if let logged = spellings[BilledNames.key(text)] { return logged }
    unknownModels[text, default: 0] += line.tokens.total
    return text
  }

  private mutating func add(
    _ logged: [(item: ReconcileItem, group: UsageGroup)],
    _ billed: [(item: ReconcileItem, line: BillLine)]
  ) {
    let ours = Dictionary(grouping: logged.map(\.item), by: \.provider)
    let theirs = Dictionary(grouping: billed.map(\.item), by: \.provider)
    for provider in Set(ours.keys).union(theirs.keys) {
      scopes[provider] = ReconcileScope(
        ours[provider] ?? [], theirs[provider] ?? [], by: options.by)
    }
    var rows: [ReconcileKey: ReconcileRow] = [:]
    func change(_ item: ReconcileItem, _ change: (inout ReconcileRow) -> Void) {
      guard let scope = scopes[item.provider] else { return }
      let key = scope.key(item)
      change(
        &rows[
          key,
          default: ReconcileRow(
            key: key, month: scope.month(item), tolerance: options.tolerance)])
    }
    for (item, group) in logged { change(item) { $0.logged.add(group) } }
    for (item, line) in billed {
      change(item) {
        $0.billedRows += line.rows
        $0.billed.add(line.tokens)
      }
    }
    self.rows = rows.values.filter { $0.billed.total != 0 || $0.logged.tokens.total != 0 }
      .sorted { $0.key < $1.key }
  }

  // MARK: Totals

  /// Whether anything is not as it should be.
  package var isDifferent: Bool {
    rows.contains { !options.bills.isEmpty && $0.comparison != .matched }
      || bills.contains { $0.faultCount > 0 } || statements.contains { $0.faultCount > 0 }
      || logs.contains { $0.rejected > 0 }
  }

  /// What cannot be read, for its reader.
  package var faults: [String] {
    func told(_ path: String, _ faults: [PaperFault]) -> [String] {
      faults.map { "\(path): row \($0.row): error: \($0.message)" }
    }
    return bills.flatMap { told($0.path, $0.faults) }
      + statements.flatMap { told($0.path, $0.faults) }
  }

  /// Tokens in all, in billionths.
  var totals: (billed: Int128, logged: Int128, covered: Int128) {
    rows.reduce((0, 0, 0)) {
      ($0.0 + $1.billed.total, $0.1 + $1.logged.tokens.total, $0.2 + $1.covered)
    }
  }
}

extension ReconcileItem {
  fileprivate var withoutProvider: ReconcileItem {
    ReconcileItem(period: period, model: model, provider: "", region: region)
  }
}
