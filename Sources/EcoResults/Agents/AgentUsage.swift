package import EcoModel
package import SystemFiles
package import UsageLogs

/// What calls of agents came to: the totals of periods, and of what people group by.
package struct AgentUsage {
  /// What calls can be grouped by.
  package enum Dimension: String, CaseIterable, Sendable {
    case agent, project, branch, session, user, model, day
  }

  /// A span of days, its last one among them.
  package struct Period: Sendable {
    package let name: String
    package let days: ClosedRange<UTCDay>

    package init(name: String, days: ClosedRange<UTCDay>) { (self.name, self.days) = (name, days) }
  }

  /// Calls of one rate, label, day, agent and group.
  struct Cell {
    let day: UTCDay?
    let agent: Int
    let group: Int
    var line: Ledger.Line
  }

  private struct CellKey: Hashable {
    let rate: Int
    let label: Int
    let day: Int
    let agent: Int
    let group: Int
  }

  /// Calls without a figure of one reason, day, agent and group.
  struct Gap {
    let day: UTCDay?
    let agent: Int
    let group: Int
    let reason: Unclassified
    var omission = Ledger.Omission()
  }

  package let folders: [AgentFolders.Folder]
  package let history: CallHistory
  /// Which calls those of the history are.
  let selection: AgentSelection
  package let estimator: EcoEstimator
  /// Where providers serve, if that is taken.
  package let providers: Providers?
  /// For each file, its folder; those after the last folder were given by name.
  let folderOfFile: [Int]
  private(set) var cells: [Cell] = []
  private(set) var gaps: [Gap] = []

  package init(
    _ history: CallHistory, _ folders: [AgentFolders.Folder], folderOfFile: [Int],
    _ selection: AgentSelection, _ estimator: EcoEstimator, providers: Providers?
  ) {
    var history = history
    history.keep(where: selection.wants)
    self.history = history
    self.selection = selection
    self.folders = folders
    self.folderOfFile = folderOfFile
    self.estimator = estimator
    self.providers = providers
    var numbers: [CellKey: Int] = [:]
    for call in history.calls {
      let agent = folderOfFile[call.file]
      let day = call.day?.daysSinceEpoch ?? .min
      switch call.outcome {
      case .charged(let number, let usage):
        let estimate = history.rates[number].estimate(usage)
        let label = Accuracy.allCases.firstIndex(of: estimate.accuracy) ?? 0
        let key = CellKey(rate: number, label: label, day: day, agent: agent, group: call.group)
        let index = numbers[key] ?? cells.count
        if index == cells.count {
          numbers[key] = index
          cells.append(
            Cell(
              day: call.day, agent: agent, group: call.group,
              line: Ledger.Line(rate: history.rates[number], accuracy: estimate.accuracy)))
        }
        cells[index].line.add(
          usage, energy: estimate.energy.nanos, carbon: estimate.carbon.nanos)
      case .omitted(let reason, let tokens):
        var gap = Gap(day: call.day, agent: agent, group: call.group, reason: reason)
        gap.omission = Ledger.Omission(records: 1, requests: 1, tokens: Int128(tokens))
        gaps.append(gap)
      }
    }
  }

  /// All that was used in a period, or ever.
  package func ledger(_ period: Period? = nil) -> Ledger {
    func isIn(_ day: UTCDay?) -> Bool { period.map { $0.contains(day) } ?? true }
    var ledger = Ledger()
    for cell in cells where isIn(cell.day) { ledger.merge(cell.line) }
    for gap in gaps where isIn(gap.day) { ledger.merge(gap.omission, for: gap.reason) }
    return ledger
  }

  /// What was used in a period by each value of a dimension, that with most energy first.
  ///
  /// - Parameter period: `nil`: ever.
  func groups(_ period: Period?, by dimension: Dimension) -> [(name: String, ledger: Ledger)] {
    func isIn(_ day: UTCDay?) -> Bool { period.map { $0.contains(day) } ?? true }
    var ledgers: [String: Ledger] = [:]
    for cell in cells where isIn(cell.day) {
      ledgers[value(dimension, cell.agent, cell.group, cell.day), default: Ledger()]
        .merge(cell.line)
    }
    for gap in gaps where isIn(gap.day) {
      ledgers[value(dimension, gap.agent, gap.group, gap.day), default: Ledger()]
        .merge(gap.omission, for: gap.reason)
    }
    let energies = ledgers.mapValues { $0.lines.reduce(0) { $0 + $1.energy.nanos } }
    return ledgers.sorted { a, b in
      let (first, second) = (energies[a.key] ?? 0, energies[b.key] ?? 0)
      return first == second ? a.key < b.key : first > second
    }.map { ($0.key, $0.value) }
  }

  /// What the calls of a dimension's value are called.
  private func value(
    _ dimension: Dimension, _ agent: Int, _ group: Int, _ day: UTCDay?
  ) -> String {
    let values = history.groups[group]
    func of(_ wanted: GroupDimension) -> String {
      CallHistory.dimensions.firstIndex(of: wanted).map { values[$0] } ?? ""
    }
    switch dimension {
    case .agent: return agent < folders.count ? folders[agent].agent : "files"
    case .project: return of(.project)
    case .branch: return of(.branch)
    case .session: return of(.session)
    case .user: return of(.user)
    case .model: return of(.model)
    case .day: return day?.description ?? ""
    }
  }

  /// The days of the first and the last call of those from a day on; `nil` where there is none.
  func days(since first: UTCDay?) -> ClosedRange<UTCDay>? {
    let days = history.calls.compactMap(\.day).filter { day in first.map { $0 <= day } ?? true }
    guard let least = days.min(), let most = days.max() else { return nil }
    return least...most
  }

  /// Calls that say no time, and so are in no period.
  package var undated: Int { history.calls.count { $0.day == nil } }
}

extension AgentUsage.Period {
  func contains(_ day: UTCDay?) -> Bool { day.map(days.contains) ?? false }

  /// Today, and the week from Monday and the month in which it is, up to today.
  package static func usual(_ today: UTCDay) -> [Self] {
    let (year, month, _) = today.calendar
    // 1 January 1970 was a Thursday.
    let sinceMonday = ((today.daysSinceEpoch + 3) % 7 + 7) % 7
    let monday = UTCDay(daysSinceEpoch: today.daysSinceEpoch - sinceMonday)
    let first = UTCDay(year: year, month: month, day: 1) ?? today
    return [
      Self(name: "today", days: today...today), Self(name: "this week", days: monday...today),
      Self(name: "this month", days: first...today),
    ]
  }
}
