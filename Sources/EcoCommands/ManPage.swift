internal import EcoResults
internal import PlainText

/// The manual page in roff, made of the help pages and the table of options.
enum ManPage {
  /// - Throws: `UsageError` if there are operands.
  static func text(_ typed: TypedArguments) throws(UsageError) -> String {
    guard typed.operands.isEmpty else { throw UsageError("man takes no operands") }
    let sections = Command.shown.map { command in
      command == .calc
        ? ".SH SYNOPSIS" + body(command)
        : ".SH \("\(command)".uppercased())\n\(escaped(command.summary)).\n.PP" + body(command)
    }
    return """
      .TH ECO\\-CALC 1 "" "eco\\-calc \(Release.version)"
      .SH NAME
      eco\\-calc \\- \(escaped(Command.calc.summary))
      \(sections.joined(separator: "\n"))

      """
  }

  /// The paragraphs of a help page after its title: how to call it, the options, closing words.
  private static func body(_ command: Command) -> String {
    let lines = command.help.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.split(separator: "").dropFirst().map { paragraph in
      if paragraph.first?.hasPrefix("usage: ") ?? false {
        let usage = paragraph.map { escaped(String($0.dropFirst("usage: ".count))) }
        return "\n.EX\n\(usage.joined(separator: "\n"))\n.EE"
      }
      if paragraph.first?.hasPrefix("  ") ?? false {
        return command.shownSpecs.map(option).joined()
      }
      return "\n.PP\n" + paragraph.map { escaped(String($0)) }.joined(separator: "\n")
    }.joined()
  }

  private static func option(_ spec: OptionSpec) -> String {
    let spellings = spec.spellings.reversed().map { "\\fB\(escaped($0))\\fR" }
    let value = spec.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
    return "\n.TP\n\(spellings.joined(separator: ", "))\(value)\n\(escaped(spec.help))"
  }

  /// Text of one line in which nothing is a request or an escape, and a hyphen can be copied.
  private static func escaped(_ text: String) -> String {
    let text = text.map { $0 == "\\" ? #"\e"# : $0 == "-" ? #"\-"# : "\($0)" }.joined()
    return text.hasPrefix(".") || text.hasPrefix("'") ? #"\&"# + text : text
  }
}
