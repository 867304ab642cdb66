internal import EcoModel

/// Charts as inline SVG, drawn in whole tenths of a unit so that the same figures are the same bytes.
struct ReportChart {
  /// Unique in the page.
  let id: String
  let title: String
  let unit: String
  let values: [(name: String, nanos: Int128)]

  /// As wide as a telephone, so that its text is readable there as it is.
  private static let width = 340

  /// Bars one under the other, each with its name and figure above.
  var bars: String {
    let most = max(1, values.map(\.nanos).max() ?? 1)
    var body = ""
    for (index, value) in values.enumerated() {
      let top = 34 * index
      body += """
        <text x="0" y="\(top + 12)">\(HTML.escaped(Self.shortened(value.name)))</text>\
        <text x="\(Self.width)" y="\(top + 12)" class="v">\(Decimal9(nanos: value.nanos)) \(unit)</text>\
        <rect x="0" y="\(top + 17)" width="\(Self.tenths(value.nanos, of: most, Self.width))" height="10"/>

        """
    }
    return svg(height: max(1, 34 * values.count), body)
  }

  /// Columns side by side over time, with the first and the last name under them.
  var columns: String {
    let most = max(1, values.map(\.nanos).max() ?? 1)
    let height = 120
    var path = ""
    for (index, value) in values.enumerated() {
      let start = 10 * Self.width * index / max(1, values.count)
      let next = 10 * Self.width * (index + 1) / max(1, values.count)
      // A gap between columns as long as there is room for one.
      let gap = next - start > 30 ? 10 : next - start > 10 ? 3 : 0
      let tall = Self.tenths(value.nanos, of: most, height)
      path += "M\(Self.tenth(start)) \(height + 20)v-\(tall)"
      path += "h\(Self.tenth(next - start - gap))v\(tall)z"
    }
    let peak = values.max { ($0.nanos, $1.name) < ($1.nanos, $0.name) }
    let label =
      peak.map { "most: \(Decimal9(nanos: $0.nanos)) \(unit), \(HTML.escaped($0.name))" } ?? ""
    let body = """
      <text x="0" y="12">\(label)</text>
      <path d="\(path)"/>
      <text x="0" y="\(height + 36)">\(HTML.escaped(values.first?.name ?? ""))</text>
      <text x="\(Self.width)" y="\(height + 36)" class="v">\(HTML.escaped(values.last?.name ?? ""))</text>

      """
    return svg(height: height + 42, body)
  }

  private func svg(height: Int, _ body: String) -> String {
    """
    <svg viewBox="0 0 \(Self.width) \(height)" role="img" aria-labelledby="\(id)-t \(id)-d">
    <title id="\(id)-t">\(title)</title>
    <desc id="\(id)-d">\(HTML.escaped(description))</desc>
    \(body)</svg>

    """
  }

  /// What a listener needs of the picture; all figures are in the table that follows it.
  private var description: String {
    let first = values.prefix(3).map { "\($0.name) \(Decimal9(nanos: $0.nanos)) \(unit)" }
    return first.isEmpty
      ? "No figures."
      : "\(values.count) shown, beginning with \(first.joined(separator: ", ")). All figures are in"
        + " the table."
  }

  /// A part of a length, in tenths.
  private static func tenths(_ part: Int128, of whole: Int128, _ length: Int) -> String {
    // Figures may be as large as 128 bits hold; a picture needs their first digits only.
    var (part, whole) = (max(0, part), whole)
    while whole > 1 << 64 { (part, whole) = (part >> 1, whole >> 1) }
    return tenth(Int(part * Int128(10 * length) / max(1, whole)))
  }

  private static func tenth(_ tenths: Int) -> String {
    tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private static func shortened(_ name: String) -> String {
    name.count > 30 ? name.prefix(29) + "…" : name
  }
}
