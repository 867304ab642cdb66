internal import PlainText
internal import SystemFiles

/// What somebody reads who types `eco-calc` alone: what can be done with what lies in the folder.
enum Welcome {
  /// How many files are named.
  private static let most = 5

  /// Whether nobody writes to standard input but a person, who is not meant to.
  static var isWanted: Bool { InputFile.isTerminal }

  static func text(in folder: String = ".") throws(FileError) -> String {
    let logs = try LogFolder.names(in: folder)
    guard let first = logs.first.map({ ($0.hasPrefix("-") ? "./" + $0 : $0).shellWord }) else {
      return """
        eco-calc: energy and carbon of LLM requests, from usage logs

        No file in this folder is a log by its name (.csv, .json, .jsonl, … also .gz and .zst).
          eco-calc PATH            a log, or all in a directory
          eco-calc explain --help  one figure, and where it comes from
          eco-calc --help          everything

        """
    }
    let more = logs.count > most ? " and \(logs.count - most) more" : ""
    let named = logs.prefix(most).map(\.printable).joined(separator: ", ")
    let rows = [
      ["eco-calc \(first)", "each record with its energy and carbon"],
      ["eco-calc \(first) --by model,month", "sums"],
      ["eco-calc \(first) -o /dev/null --report report.html", "a page to read and to attach"],
      ["eco-calc explain \(first) '#1'", "the first record's figure, and where it comes from"],
      ["eco-calc --help", "everything"],
    ]
    return """
      eco-calc: energy and carbon of LLM requests, from usage logs

      In this folder: \(named)\(more)
      \(TextTable.indented(rows).joined(separator: "\n"))

      """
  }
}
