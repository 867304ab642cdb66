package import EcoModel

/// What lanes counted, added up.
@dynamicMemberLookup
package struct TallyTotals: Sendable {
  package var counts = RunCounts()
  package private(set) var groups: GroupTotals?
  /// Where days have intervals.
  package private(set) var days: DayLedgers?
  private var longPrompts = 0
  private var longWithCached = 0
  /// Slots that the caller mapped and that no record of any lane had; `nil` before the first lane.
  private(set) var unseen: Set<Int>?

  package init() {}

  package subscript<Value>(dynamicMember member: KeyPath<RunCounts, Value>) -> Value {
    counts[keyPath: member]
  }

  package subscript<Value>(dynamicMember member: WritableKeyPath<RunCounts, Value>) -> Value {
    get { counts[keyPath: member] }
    set { counts[keyPath: member] = newValue }
  }

  /// Adds what one lane counted.
  mutating func add(_ tally: borrowing Tally) throws(TallyLimit) {
    counts.records += tally.records
    counts.estimated += tally.estimated
    counts.rejected += tally.rejected
    tally.add(to: &counts.warnings)
    longPrompts += tally.longPrompts
    longWithCached += tally.longWithCached
    for slot in tally.unreadSlots {
      let path = tally.reader.plan.slots[slot].source.path
      if path != PathTree.unreadPath { counts.unreadNames.insert(path) }
    }
    tally.add(to: &counts.ledger)
    counts.concurrencies.merge(tally.concurrencies)
    unseen = unseen?.intersection(tally.unseen) ?? Set(tally.unseen)
    if let table = tally.groups {
      var merged = groups ?? GroupTotals(dimensions: table.dimensions)
      groups = nil
      merged.add(table)
      groups = merged
    }
    if tally.days != nil {
      var merged = days ?? DayLedgers()
      days = nil
      tally.add(to: &merged)
      days = merged
    }
    try checkLimits()
  }

  /// What is counted is as large as what is told apart, and a log may tell anything apart.
  package func checkLimits() throws(TallyLimit) {
    if counts.ledger.lineCount > TallyLimit.rates { throw .tooManyRates }
    if let groups, groups.count > TallyLimit.groups || groups.bytes > TallyLimit.groupBytes {
      throw .tooManyGroups(groups.dimensions)
    }
  }

  /// Ends the totals of one log: what only all of it says.
  mutating func finish() {
    let isLong = 2 * longPrompts > counts.estimated && longWithCached == 0
    if isLong, counts.ledger.cachedPromptTokens == 0 {
      counts.warnings[.noCachedTokens] = counts.estimated
    }
    // Where none is in a record that could count them, there is nothing to name.
    if counts.warnings[.unreadTokens] == 0 { counts.unreadNames = FirstNames() }
  }

  /// Counts a record that no lane has seen.
  mutating func countRejected() {
    counts.records += 1
    counts.rejected += 1
  }

  /// Adds another log's.
  package mutating func merge(_ other: TallyTotals) {
    counts.merge(other.counts)
    if let more = other.groups {
      if groups == nil { groups = more } else { groups?.merge(more) }
    }
    if let more = other.days {
      if days == nil { days = more } else { days?.merge(more) }
    }
  }
}
