internal import EcoModel
internal import PlainText
internal import UsageLogs

/// A table of differences as text, CSV or JSON.
package struct DiffReport {
  let table: DiffTable
  /// Whether text has numbers for people rather than every digit.
  let isForPeople: Bool

  package init(table: DiffTable, isForPeople: Bool = false) {
    self.table = table
    self.isForPeople = isForPeople
  }

  package func text(_ form: DiffOptions.Form) -> String {
    switch form {
    case .text: plain
    case .csv: csv
    case .json: json.text
    }
  }

  /// One of the two figures.
  private struct Quantity {
    let name: String
    let unit: String
    let of: (DiffSums) -> Int128
    /// As people say it, with its unit.
    let readable: (Int128) -> String
  }

  private let quantities = [
    Quantity(name: "energy", unit: "wh", of: \.energy) { Readable.text(WattHours(nanos: $0)) },
    Quantity(name: "carbon", unit: "g", of: \.carbon) { Readable.text(GramsCO2e(nanos: $0)) },
  ]

  /// A number of billionths with its sign.
  private static func decimal(_ nanos: Int128) -> String {
    (nanos < 0 ? "-" : "") + Decimal9(nanos: Int128(nanos.magnitude)).description
  }

  private static func signed(_ nanos: Int128) -> String {
    (nanos > 0 ? "+" : "") + decimal(nanos)
  }

  // MARK: Text

  private var plain: String {
    var text = header
    for quantity in quantities {
      let changed = table.parts.filter { part in
        table.groups.values.contains { quantity.of($0[part]) != 0 }
      }
      let columns = table.by + ["old", "new", "change"] + changed.map(\.rawValue)
      var rows = table.sorted.map { values, group in
        values.map { $0.isEmpty ? "–" : $0 } + cells(group, quantity, changed)
      }
      let blanks = [String](repeating: "", count: max(0, table.by.count - 1))
      rows.append(["total"] + blanks + cells(table.total, quantity, changed))
      text += isForPeople ? headline(quantity) : "\n\(quantity.name)_\(quantity.unit)\n"
      text += TextTable.aligned([columns] + rows, texts: table.by.count)
    }
    for note in table.notes { text += "\n\(note)\n" }
    return text
  }

  /// A total's change in a sentence: `carbon: 1.25 kg to 713 g, -42.9 %`.
  private func headline(_ quantity: Quantity) -> String {
    let (old, new) = (quantity.of(table.total.old), quantity.of(table.total.new))
    return "\n\(quantity.name): \(quantity.readable(old)) to \(quantity.readable(new))"
      + (Readable.change(from: old, to: new).map { ", \($0)" } ?? "") + "\n"
  }

  private var header: String {
    let total = table.total
    var lines = [["", table.old.name, table.new.name]]
    lines.append(
      [
        "methodology", table.old.methodologyVersions.joined(separator: " "),
        table.new.methodologyVersions.joined(separator: " "),
      ])
    lines.append(["records", "\(table.old.records)", "\(table.new.records)"])
    lines.append(["with figures", "\(total.old.records)", "\(total.new.records)"])
    for reason in reasons {
      let counts = [table.old, table.new].map { "\($0.omitted[reason] ?? 0)" }
      lines.append([reason] + counts)
    }
    return TextTable.aligned(lines, texts: 1)
      + (table.isDifferent ? "differences: \(table.differences)\n" : "nothing differs\n")
  }

  private var reasons: [String] {
    Set(table.old.omitted.keys).union(table.new.omitted.keys).sorted()
  }

  private func cells(_ group: DiffGroup, _ quantity: Quantity, _ parts: [DiffPart]) -> [String] {
    func signed(_ nanos: Int128) -> String {
      guard isForPeople else { return Self.signed(nanos) }
      return nanos == 0 ? "–" : (nanos > 0 ? "+" : "") + quantity.readable(nanos)
    }
    let ends = [group.old, group.new].map(quantity.of)
    return ends.map(isForPeople ? quantity.readable : Self.decimal) + [signed(ends[1] - ends[0])]
      + parts.map { signed(quantity.of(group[$0])) }
  }

  // MARK: CSV and JSON

  private var csv: String {
    var header = ["row"] + table.by + ["records_old", "records_new"]
    for quantity in quantities {
      for column in ["old", "new", "change"] + table.parts.map(\.rawValue) {
        header.append("\(quantity.name)_\(column)_\(quantity.unit)")
      }
    }
    func line(_ row: String, _ values: [String], _ group: DiffGroup) -> String {
      var cells = [row] + values.map(CSVText.quoted)
      cells += ["\(group.old.records)", "\(group.new.records)"]
      for quantity in quantities {
        cells += [
          Self.decimal(quantity.of(group.old)), Self.decimal(quantity.of(group.new)),
          Self.decimal(quantity.of(group.new) - quantity.of(group.old)),
        ]
        cells += table.parts.map { Self.decimal(quantity.of(group[$0])) }
      }
      return cells.joined(separator: ",") + "\n"
    }
    return header.joined(separator: ",") + "\n"
      + table.sorted.map { line("group", $0.values, $0.group) }.joined()
      + line("total", table.by.map { _ in "" }, table.total)
  }

  private var json: JSONValue {
    .object([
      ("differs", .bool(table.isDifferent)), ("differences", .integer(table.differences)),
      ("old", side(table.old, table.total.old)), ("new", side(table.new, table.total.new)),
      ("by", .array(table.by.map { .string($0) })),
      ("parts", .array(table.parts.map { .string($0.rawValue) })),
      ("total", .object(members(table.total))),
      (
        "groups",
        .array(
          table.sorted.map { values, group in
            .object(zip(table.by, values).map { ($0, .string($1)) } + members(group))
          })
      ), ("notes", .array(table.notes.map { .string($0) })),
    ])
  }

  private func side(_ side: DiffTable.Side, _ sums: DiffSums) -> JSONValue {
    .object([
      ("name", .string(side.name)),
      ("methodology_versions", .array(side.methodologyVersions.map { .string($0) })),
      ("records", .integer(side.records)), ("with_figures", .integer(sums.records)),
      (
        "omitted",
        .object(side.omitted.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
      ),
    ])
  }

  private func members(_ group: DiffGroup) -> [(String, JSONValue)] {
    [
      ("records_old", .integer(group.old.records)), ("records_new", .integer(group.new.records)),
    ]
      + quantities.map { quantity in
        func number(_ sums: DiffSums) -> JSONValue { .number(Self.decimal(quantity.of(sums))) }
        let change = quantity.of(group.new) - quantity.of(group.old)
        return (
          "\(quantity.name)_\(quantity.unit)",
          .object([
            ("old", number(group.old)), ("new", number(group.new)),
            ("change", .number(Self.decimal(change))),
            ("parts", .object(table.parts.map { ($0.rawValue, number(group[$0])) })),
          ])
        )
      }
  }
}
