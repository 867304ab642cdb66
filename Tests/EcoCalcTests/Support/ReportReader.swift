import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A report's page, read as XML: that it can be is already a test of what was put into it.
final class ReportReader: NSObject, XMLParserDelegate {
  /// The cells of each table by its id: header, body and footer rows in their order.
  private(set) var tables: [String: [[String]]] = [:]
  /// The text of each element that has an id.
  private(set) var texts: [String: String] = [:]
  /// Every element with its attributes.
  private(set) var elements: [(name: String, attributes: [String: String])] = []
  /// The texts of the `dd` elements.
  private(set) var details: [String] = []
  /// All text of the page but its style.
  private(set) var allText = ""
  private var open: [(name: String, id: String?, text: String)] = []
  private var table: String?

  init?(_ page: String) {
    super.init()
    let parser = XMLParser(data: Data(page.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    elements.append((name, attributes))
    open.append((name, attributes["id"], ""))
    if name == "table" { table = attributes["id"] }
    if name == "tr", let table { tables[table, default: []].append([]) }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if open.last?.name != "style" { allText += text }
    for index in open.indices { open[index].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard let element = open.popLast() else { return }
    if let id = element.id { texts[id] = element.text }
    if name == "dd" { details.append(element.text) }
    if name == "td" || name == "th", let table, let last = tables[table]?.indices.last {
      tables[table]?[last].append(element.text)
    }
    if name == "table" { table = nil }
  }
}
