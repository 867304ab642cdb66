/// Drawings of a report: shapes only, in whole tenths of a unit, so that the same figures are the same
/// bytes. They stretch to the room there is; words and figures stand beside them as text.
enum ReportChart {
  /// Units across, and from top to bottom of the columns.
  private static let width = 1000
  private static let height = 200

  /// A bar to `value`, with a whisker from `low` to `high`, where `most` is as wide as the drawing.
  static func bar(value: Int128, low: Int128?, high: Int128?, most: Int128) -> String {
    func across(_ part: Int128) -> String { text(tenths(part, of: most, width)) }
    var shapes = #"<rect y="4" width="\#(across(value))" height="12"/>"#
    if let low, let high {
      let (start, end) = (across(low), across(high))
      shapes += #"<path class="whisker" d="M\#(start) 10H\#(end)M\#(start) 5v10M\#(end) 5v10"/>"#
    }
    return svg(height: 20, shapes)
  }

  /// One column of a drawing over time.
  struct Column {
    let value: Int128
    /// The ends of the interval, where they are known.
    let ends: (low: Int128, high: Int128)?
    /// Records with a figure, and all records.
    let covered: (part: Int, all: Int)
  }

  /// The highest value of a drawing over time, which reaches its top.
  static func top(_ columns: [Column]) -> Int128 {
    max(1, columns.map { max($0.ends?.high ?? 0, $0.value) }.max() ?? 1)
  }

  /// Columns side by side, with the band of their intervals, and below them a strip that is full where
  /// all records have a figure.
  static func columns(_ columns: [Column]) -> String {
    let most = top(columns)
    var (bars, band, strip) = ("", "", "")
    for (index, column) in columns.enumerated() {
      let start = 10 * width * index / columns.count
      let next = 10 * width * (index + 1) / columns.count
      // A gap between columns as long as there is room for one.
      let gap = next - start > 60 ? 20 : next - start > 20 ? 5 : 0
      func box(from low: Int, to high: Int, floor: Int) -> String {
        "M\(text(start)) \(text(10 * floor - low))V\(text(10 * floor - high))"
          + "h\(text(next - start - gap))V\(text(10 * floor - low))z"
      }
      func up(_ part: Int128) -> Int { tenths(part, of: most, height) }
      bars += box(from: 0, to: up(column.value), floor: height)
      if let ends = column.ends {
        band += box(from: up(ends.low), to: up(ends.high), floor: height)
      }
      let covered = tenths(Int128(column.covered.part), of: Int128(max(1, column.covered.all)), 16)
      strip += box(from: 0, to: covered, floor: height + 24)
    }
    return svg(
      height: height + 24,
      #"<path d="\#(bars)"/><path class="band" d="\#(band)"/>"#
        + #"<rect class="none" y="\#(height + 8)" width="\#(width)" height="16"/>"#
        + #"<path class="covered" d="\#(strip)"/>"#)
  }

  private static func svg(height: Int, _ shapes: String) -> String {
    #"<svg viewBox="0 0 \#(width) \#(height)" preserveAspectRatio="none" aria-hidden="true">"#
      + shapes + "</svg>"
  }

  /// A part of a length, in tenths.
  private static func tenths(_ part: Int128, of whole: Int128, _ length: Int) -> Int {
    // Figures may be as large as 128 bits hold; a picture needs their first digits only.
    var (part, whole) = (max(0, part), max(1, whole))
    while whole > 1 << 64 { (part, whole) = (part >> 1, whole >> 1) }
    return Int(min(part, whole) * Int128(10 * length) / whole)
  }

  private static func text(_ tenths: Int) -> String {
    tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
