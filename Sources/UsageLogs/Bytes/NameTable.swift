/// Numbers texts by their bytes: from 0, in the order in which they come.
package struct NameTable {
  private var table = ByteTable()

  package init() {}

  /// The number of a text.
  package mutating func number(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    let hash = table.hash(bytes.span)
    return table.find(bytes.span, hash: hash) ?? table.insert(bytes.span, hash: hash)
  }

  /// The texts in the order of their bytes, and for each number the place of its text among them.
  package var ordered: (texts: [String], places: [Int]) {
    let order = (0..<table.count).sorted {
      table.key($0).lexicographicallyPrecedes(table.key($1))
    }
    var places = [Int](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { places[number] = place }
    return (order.map { String(decoding: table.key($0), as: UTF8.self) }, places)
  }
}
