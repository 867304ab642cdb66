package import EcoModel
internal import PlainText
internal import UsageLogs

/// What was used today and in one session, in one line.
package struct AgentLine {
  private let usage: AgentUsage
  private let today: UTCDay
  private let session: String?

  package init(_ usage: AgentUsage, today: UTCDay, session: String?) {
    (self.usage, self.today, self.session) = (usage, today, session)
  }

  package var text: String {
    let day = usage.ledger(AgentUsage.Period(name: "today", days: today...today))
    let session = session.map { Self.words("session", usage.ledger(ofSession: $0)) } ?? ""
    return Self.words("today", day) + session
  }

  private static func words(_ name: String, _ ledger: Ledger) -> String {
    let totals = LedgerTotals(ledger.lines)
    if totals.requests == 0 { return name == "today" ? "today nothing" : "" }
    let energy = Readable.text(totals.energy, low: totals.energyLow, high: totals.energyHigh)
    return name == "today"
      ? "today \(energy), \(Readable.text(totals.carbon)) CO₂e"
      : " · session \(Readable.text(totals.energy))"
  }
}

extension AgentUsage {
  /// All that was used in a session.
  fileprivate func ledger(ofSession session: String) -> Ledger {
    let column = CallHistory.dimensions.firstIndex(of: .session) ?? 0
    var ledger = Ledger()
    for cell in cells where history.groups[cell.group][column] == session {
      ledger.merge(cell.line)
    }
    return ledger
  }
}
