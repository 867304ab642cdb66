/// Text and tables on their way into a page.
enum HTML {
  /// Text from anywhere as the content of an element, or of an attribute in double quotes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default:
        // What cannot be seen, or turns the direction of writing, could make one text look like another.
        let isHidden =
          scalar.properties.generalCategory == .control
          || scalar.properties.generalCategory == .format
        result.unicodeScalars.append(isHidden ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }

  /// A path with a query, for an attribute.
  static func link(_ path: String, _ query: [(name: String, value: String)] = []) -> String {
    let pairs = query.map { "\(encoded($0.name))=\(encoded($0.value))" }
    return escaped(pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&"))
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-._~".utf8.contains(byte)
      if isPlain { return String(Unicode.Scalar(byte)) }
      return (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// A table with a caption, a header for each column and, in its first cell, for each row.
  ///
  /// - Parameter numbers: the columns from here on hold numbers.
  /// - Parameter rows: cells that are HTML.
  static func table(
    _ caption: String, _ columns: [String], numbers: Int, _ rows: [[String]]
  ) -> String {
    func cells(_ cells: [String], isHead: Bool) -> String {
      cells.enumerated().map { index, cell in
        let align = index >= numbers ? #" class="n""# : ""
        if isHead { return #"<th scope="col"\#(align)>\#(cell)</th>"# }
        return index == 0 ? #"<th scope="row">\#(cell)</th>"# : "<td\(align)>\(cell)</td>"
      }.joined()
    }
    let body = rows.map { "<tr>\(cells($0, isHead: false))</tr>\n" }.joined()
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table>
      <caption>\(caption)</caption>
      <thead><tr>\(cells(columns, isHead: true))</tr></thead>
      <tbody>
      \(body)</tbody></table></div>

      """
  }

  /// Terms and what is said of them, as HTML.
  static func list(_ terms: [(term: String, text: String)]) -> String {
    "<dl>\n" + terms.map { "<div><dt>\($0.term)</dt><dd>\($0.text)</dd></div>\n" }.joined()
      + "</dl>\n"
  }

  /// A whole page.
  static func page(_ title: String, _ body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title) – lowrouter</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/dashboard/style.css">
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  /// Readable by day and night and on a telephone. Each pair of colours has a contrast of at least 4.5.
  static let style = """
    :root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2321; --soft: #56615d;
      --line: #cfd8d3; --tint: #f2f6f4; --link: #0b5b4f; }
    @media (prefers-color-scheme: dark) { :root { --paper: #131917; --ink: #e6edea;
      --soft: #a9b5b0; --line: #37423e; --tint: #1b2421; --link: #7fd6c3; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1rem; max-width: 80rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.5rem; line-height: 1.2; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
    a { color: var(--link); }
    form { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr));
      gap: 0.75rem; align-items: end; background: var(--tint); padding: 1rem; }
    label { display: block; color: var(--soft); }
    input, select, button { font: inherit; width: 100%; padding: 0.35rem 0.5rem;
      background: var(--paper); color: var(--ink); border: 1px solid var(--soft); }
    button { background: var(--link); color: var(--paper); cursor: pointer; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
      gap: 0.75rem; margin: 1rem 0; }
    dl div { background: var(--tint); padding: 0.6rem 0.8rem; min-width: 0; }
    dt { color: var(--soft); }
    dd { margin: 0; overflow-wrap: anywhere; }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
    th, td { text-align: left; vertical-align: top; font-weight: 400;
      padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid var(--line); }
    thead th { color: var(--soft); }
    thead th, tbody th { white-space: nowrap; }
    .n { text-align: right; white-space: nowrap; }
    code, pre { font: 0.875rem/1.5 ui-monospace, monospace; }
    pre { background: var(--tint); padding: 0.75rem; white-space: pre-wrap;
      overflow-wrap: anywhere; }
    nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin: 1rem 0; }
    """
}
