/// The help page.
enum Help {
  static let calc = """
    eco-calc: energy and carbon of LLM requests, from usage logs

    usage: eco-calc [calc] [PATH|-]...     enrich logs, or all in a directory
           eco-calc agents                 what your coding agents used; agents --help
           eco-calc explain                one figure step by step; explain --help
           eco-calc diff OLD NEW           what changed between two, and why; diff --help
           eco-calc reconcile LOG...       logs, bills and statements; reconcile --help
           eco-calc check                  replay the conformance vectors; check --help
           eco-calc data                   the tables and their sources; data --help
           eco-calc merge SUMMARY...       add the summaries of shards; merge --help

    \(lines(CalcArguments.specs))

    The format is detected from the log: CSV (also with ; or tabs), JSON lines, a JSON array or
    object, event streams; gzip and zstd. A record whose model, region or usage is unknown gets a
    reason instead of a figure. Exit: 0 done, 1 a gate tripped, 2 usage, 3 files, 4 data.

    """

  /// One line for each option that a page shows.
  static func lines(_ specs: [OptionSpec]) -> String {
    specs.filter(\.isShown).map(line).joined(separator: "\n")
  }

  private static func line(_ spec: OptionSpec) -> String {
    let short = spec.short.map { "-\($0), " } ?? "    "
    let name = "  \(short)--\(spec.name)" + (spec.value.map { " \($0)" } ?? "")
    return name + String(repeating: " ", count: max(1, 30 - name.count)) + spec.help
  }
}
