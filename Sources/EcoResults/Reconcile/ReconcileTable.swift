internal import EcoModel
internal import PlainText

/// A table of the comparison for machines: columns of texts, then columns of numbers.
struct ReconcileTable {
  enum Cell {
    case text(String)
    /// In billionths; `nil` where nobody states it.
    case nanos(Int128?)
    case count(Int)

    /// Empty where nobody states it.
    var text: String {
      switch self {
      case .text(let text): text
      case .nanos(let nanos): nanos.map { "\(Decimal9(nanos: $0))" } ?? ""
      case .count(let count): "\(count)"
      }
    }
  }

  let texts: [String]
  let numbers: [String]
  let count: Int
  /// The cells of a row, made when they are asked for: there may be many.
  let row: (Int) -> [Cell]

  var columns: [String] { texts + numbers }

  var csv: String {
    var output = Array((columns.joined(separator: ",") + "\n").utf8)
    for number in 0..<count {
      for (index, cell) in row(number).enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        Self.append(cell, to: &output)
      }
      output.append(UInt8(ascii: "\n"))
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func append(_ cell: Cell, to output: inout [UInt8]) {
    switch cell {
    case .text(let text): output += CSVText.quoted(text).utf8
    case .nanos(nil): break
    case .nanos(let nanos?):
      output.append(addingCapacity: DecimalText.maximumCount) {
        DecimalText.append(nanos: nanos, to: &$0)
      }
    case .count(let count): output += "\(count)".utf8
    }
  }

  var json: JSONValue {
    let columns = columns
    return .rows(count) { number in
      .object(
        zip(columns, row(number)).map { column, cell in
          switch cell {
          case .text(let text): (column, .string(text))
          case .nanos(nil): (column, .null)
          case .nanos, .count: (column, .number(cell.text))
          }
        })
    }
  }
}
