internal import EcoModel
internal import UsageLogs

/// Something that is to be compared, from either side, under names that both use.
struct ReconcileItem {
  /// Where its amounts are.
  enum Source {
    /// By the number of the visitor and its own there.
    case charged(Int32, Int32), omitted(Int32, Int32)
    /// By the number of the bill's line and its own there.
    case billed(Int32, Int32)
  }

  let period: PaperPeriod?
  /// Names by their numbers; 0 for what is not said.
  let model: Int32
  var provider: Int32
  let region: Int32
  let source: Source

  var isLogged: Bool { if case .billed = source { false } else { true } }
}

/// All that is to be compared, its names as numbers.
struct ReconcileItems {
  private(set) var items: [ReconcileItem] = []
  private(set) var names = NameTable()

  init() { _ = names.number("") }

  /// Appends what a visitor of a log has seen.
  ///
  /// - Parameter models: the names of its kinds' models.
  mutating func append(_ visitor: UsageVisitor, _ number: Int32, models: [String]) {
    let kinds = zip(visitor.kinds, models).map { kind, model in
      numbers(model, kind.provider, kind.region)
    }
    func add<Groups: Collection<(day: UTCDay?, kind: Int)>>(
      _ groups: Groups, _ source: (Int32) -> ReconcileItem.Source
    ) {
      for (index, (day, kind)) in groups.enumerated() {
        append(
          day.map { PaperPeriod(first: $0, last: $0) }, kinds[kind],
          source(Int32(truncatingIfNeeded: index)))
      }
    }
    add(visitor.chargedGroups) { .charged(number, $0) }
    add(visitor.omittedGroups) { .omitted(number, $0) }
  }

  /// Appends the amounts of a bill's line.
  mutating func append(_ line: BillLine, _ number: Int32, model: String) {
    let names = numbers(model, line.about.provider, line.about.region)
    for (index, amount) in line.amounts.enumerated() {
      append(amount.period, names, .billed(number, Int32(truncatingIfNeeded: index)))
    }
  }

  private typealias Names = (model: Int32, provider: Int32, region: Int32)

  private mutating func numbers(_ model: String, _ provider: String, _ region: String) -> Names {
    (number(model), number(PlaceNames.provider(provider)), number(PlaceNames.region(region)))
  }

  private mutating func number(_ text: String) -> Int32 {
    Int32(truncatingIfNeeded: names.number(text))
  }

  private mutating func append(
    _ period: PaperPeriod?, _ names: Names, _ source: ReconcileItem.Source
  ) {
    items.append(
      ReconcileItem(
        period: period, model: names.model, provider: names.provider, region: names.region,
        source: source))
  }

  /// Whether anything of a side says who served.
  func sayProviders(ofLogs: Bool) -> Bool {
    items.contains { $0.isLogged == ofLogs && $0.provider != 0 }
  }

  /// Forgets who served.
  mutating func forgetProviders() { for index in items.indices { items[index].provider = 0 } }
}
