package import EcoModel
package import PlainText
package import UsageLogs

extension Remedy {
  /// The explanation of a request without a figure, for people.
  package func text(_ request: ExplainRequest, _ estimator: EcoEstimator) -> String {
    var lines = [request.title]
    if let place = request.place { lines.append("from \(place)") }
    lines += ["", "no figure: \(reason.code)", "missing   \(missing)"]
    if !triedForms.isEmpty {
      lines.append("looked up \(triedForms.map { "\"\($0)\"" }.joined(separator: ", "))")
    }
    if !nearest.isEmpty { lines.append("nearest   \(nearest.joined(separator: ", "))") }
    if let line {
      lines += [
        "", "this line in \(line.table.rawValue), after line \(line.after) (\(line.note)):",
        "", line.text, "",
        "save the edited table in a directory and pass --data DIR",
      ]
    }
    if let option { lines += ["", "or this option, \(option.effect):", "", option.text] }
    lines += ["", "methodology_version: \(estimator.methodologyVersion)"]
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }

  /// The same for machines.
  package func json(_ request: ExplainRequest, _ estimator: EcoEstimator) -> JSONValue {
    .object([
      ("request", request.json),
      (
        "methodology",
        .object([
          ("id", .string(estimator.methodology.id)),
          ("version", .string(estimator.methodologyVersion)),
        ])
      ), ("omitted", .string(reason.code)), ("missing", .string(missing)),
      ("looked_up", .array(triedForms.map { .string($0) })),
      ("nearest", .array(nearest.map { .string($0) })),
      (
        "line",
        line.map { line in
          .object([
            ("file", .string(line.table.rawValue)), ("after_line", .integer(line.after)),
            ("text", .string(line.text)), ("note", .string(line.note)),
          ])
        } ?? .null
      ),
      ("option", option.map { .string($0.text) } ?? .null),
    ])
  }
}
