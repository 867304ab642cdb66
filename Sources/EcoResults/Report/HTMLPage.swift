internal import PlainText

/// A page to attach: it needs no network and no script, and holds no clock, so that the same run gives
/// the same bytes.
struct HTMLPage {
  let title: String
  /// HTML above the sections' links.
  let headline: String
  let sections: [ReportSection]
  /// HTML of a last sentence.
  let footer: String

  var html: String {
    let links = sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" }.joined()
    let body = sections.map { section in
      """
      <section id="\(section.id)" aria-labelledby="\(section.id)-title">
      <h2 id="\(section.id)-title">\(section.title)</h2>
      \(section.body)</section>

      """
    }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>
      <link rel="icon" href="data:,"/>
      <title>\(title)</title>
      <style>
      \(ReportStyle.css)
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      \(headline)<nav aria-label="Sections"><ul>\(links)</ul></nav>
      </header>
      <main>
      \(body)</main>
      <footer>
      <p>\(footer)</p>
      </footer>
      </body>
      </html>

      """
  }

  /// What is folded until it is asked for.
  static func folded(_ name: String, _ content: String) -> String {
    "<details>\n<summary>\(name)</summary>\n\(content)</details>\n"
  }
}

/// A part of a page.
struct ReportSection {
  let id: String
  let title: String
  /// HTML that ends with a line end.
  let body: String
}
