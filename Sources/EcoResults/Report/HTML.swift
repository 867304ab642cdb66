internal import PlainText

/// Text on its way into a page.
enum HTML {
  /// Text from anywhere as the content of an element or of an attribute in double quotes. What could
  /// end the element, control the terminal of a reader or turn the direction of writing is made visible.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar.isHidden ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }

  /// Text of several lines, for an element that keeps them.
  static func escapedLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      .joined(separator: "\n")
  }

  /// A link where the text is an address of the web, else the text.
  static func source(_ text: String) -> String {
    guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return escaped(text) }
    return #"<a href="\#(escaped(text))" rel="noreferrer">\#(escaped(text))</a>"#
  }
}

/// A table of a page: a caption, a header for each column and for each row.
struct HTMLTable {
  let id: String
  let caption: String
  /// The names of the columns; those from `texts` on hold numbers.
  let columns: [String]
  /// How many columns hold text, the first of which heads the row; the others hold numbers.
  var texts = 1
  /// Cells as HTML.
  var rows: [[String]] = []
  /// A last row that sums the others up.
  var total: [String]?

  var html: String {
    let head = columns.enumerated().map { index, name in
      #"<th scope="col"\#(index < texts ? "" : #" class="n""#)>\#(name)</th>"#
    }.joined()
    let body = rows.map(row).joined()
    let foot = total.map { "<tfoot>\(row($0))</tfoot>\n" } ?? ""
    return """
      <div class="scroll" tabindex="0" role="region" aria-labelledby="\(id)-caption">
      <table id="\(id)">
      <caption id="\(id)-caption">\(caption)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)</tbody>
      \(foot)</table>
      </div>

      """
  }

  private func row(_ cells: [String]) -> String {
    let cells = cells.enumerated().map { index, cell in
      if index == 0 { return #"<th scope="row">\#(cell)</th>"# }
      return index < texts ? "<td>\(cell)</td>" : #"<td class="n">\#(cell)</td>"#
    }
    return "<tr>\(cells.joined())</tr>\n"
  }
}
