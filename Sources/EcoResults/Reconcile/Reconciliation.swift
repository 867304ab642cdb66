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
  /// The names of models, providers and regions in the order of their bytes.
  private(set) var names: [String] = []
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
    var visitors: [UsageVisitor] = []
    let (read, unread) = try await UsageVisitor.read(
      options.logs, found: options.found, options.reading, estimator,
      wantsKeys: !options.statements.isEmpty, repeats: options.repeats, jobs: options.jobs)
    result.unread = options.unread + unread
    for (path, lanes, unread) in read {
      var log = ReadLog(path: path, records: unread, rejected: unread)
      for visitor in lanes {
        log.records += visitor.records
        log.rejected += visitor.rejected
        log.uncharged += visitor.uncharged
        result.keys += visitor.keys
      }
      visitors += lanes
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
    result.compare(visitors, BilledNames(estimator))
    return result
  }

  // MARK: Rows

  private mutating func compare(_ visitors: [UsageVisitor], _ names: BilledNames) {
    let lines = bills.flatMap(\.lines)
    var items = ReconcileItems()
    let models = visitors.map { $0.kinds.map { names.id($0.model) } }
    for (number, visitor) in visitors.enumerated() {
      items.append(visitor, Int32(truncatingIfNeeded: number), models: models[number])
    }
    var spellings: [String: String] = [:]
    for model in Set(models.joined()) {
      let key = BilledNames.key(model)
      let known = spellings[key] ?? model
      spellings[key] = ByteOrder.precedes([model], [known]) ? model : known
    }
    for (number, line) in lines.enumerated() {
      items.append(line, Int32(truncatingIfNeeded: number), model: model(line, names, spellings))
    }
    tellsProviders =
      options.by.contains(.provider) && items.sayProviders(ofLogs: true)
      && (lines.isEmpty || items.sayProviders(ofLogs: false))
    if !tellsProviders { items.forgetProviders() }
    var rows = ReconcileRows(
      visitors, lines, wantsFigures: options.wantsFigures, tolerance: options.tolerance)
    self.rows = rows.rows(keyed(items))
  }

  /// The name of a model on a bill.
  private mutating func model(
    _ line: BillLine, _ names: BilledNames, _ spellings: [String: String]
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
    unknownModels[text, default: 0] += line.amounts.reduce(0) { $0 + $1.tokens.total }
    return text
  }

  /// What is compared, by what it is compared by, that which both sides tell; sorted by that.
  private mutating func keyed(
    _ items: ReconcileItems
  ) -> [(key: ReconcileKey, source: ReconcileItem.Source)] {
    var sides: [Int32: (logged: ReconcileScope.Side, billed: ReconcileScope.Side)] = [:]
    for item in items.items {
      let none = (logged: ReconcileScope.Side(), billed: ReconcileScope.Side())
      if item.isLogged {
        sides[item.provider, default: none].logged.add(item)
      } else {
        sides[item.provider, default: none].billed.add(item)
      }
    }
    let (texts, places) = items.names.ordered
    names = texts
    let byNumber = sides.mapValues { ReconcileScope($0.logged, $0.billed, by: options.by) }
    for (provider, scope) in byNumber { scopes[texts[places[Int(provider)]]] = scope }
    let narrow = places.map { Int32(truncatingIfNeeded: $0) }
    var keyed = items.items.compactMap { item in
      byNumber[item.provider].map { (key: $0.key(item, narrow), source: item.source) }
    }
    keyed.sort { $0.key < $1.key }
    return keyed
  }

  // MARK: Totals

  /// Rows and tokens, in billionths.
  typealias ClassSums = (rows: Int, billed: Int128, logged: Int128)

  /// The sums of each class, in the order of `ReconcileClass.allCases`.
  var classes: [ClassSums] {
    var sums: [ReconcileClass: ClassSums] = [:]
    for row in rows {
      let (rows, billed, logged) = sums[row.comparison] ?? (0, 0, 0)
      sums[row.comparison] = (
        rows + 1, billed + row.billed.total, logged + row.logged.tokens.total
      )
    }
    return ReconcileClass.allCases.map { sums[$0] ?? (0, 0, 0) }
  }

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

  /// What a row is about; what is not compared or not said is empty.
  func texts(_ key: ReconcileKey) -> (
    period: String, provider: String, model: String, region: String
  ) {
    (key.period.text, name(key.provider), name(key.model), name(key.region))
  }

  /// A name by its place.
  func name(_ place: Int32) -> String { names[Int(place)] }

  /// Tokens in all, in billionths.
  var totals: (billed: Int128, logged: Int128, covered: Int128) {
    rows.reduce((0, 0, 0)) {
      ($0.0 + $1.billed.total, $0.1 + $1.logged.tokens.total, $0.2 + $1.covered)
    }
  }
}
