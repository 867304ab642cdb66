/// Numbers the groups that records fall into. Memory grows with the groups, not with the log.
package struct GroupIndex {
  let dimensions: [GroupDimension]
  private var table = ByteTable()
  private var key = GroupKey()

  init(by dimensions: [GroupDimension]) { self.dimensions = dimensions }

  /// The values of a group's dimensions.
  package func values(_ index: Int) -> [String] {
    GroupKey.values(table.key(index), count: dimensions.count)
  }

  /// The same, put together.
  func key(_ index: Int) -> ArraySlice<UInt8> { table.key(index) }

  /// The number of a record's group: those before it, or their count where it is a new one.
  ///
  /// - Parameters:
  ///   - model: the id of the model's row, where the record has a rate; else what the record says.
  ///   - accuracy: the label of its figure.
  mutating func index(
    model: String?, accuracy: String, _ plan: FieldPlan, _ text: Span<UInt8>,
    _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Int {
    key.set(
      dimensions, model: model, accuracy: accuracy, plan, text, unescaped, fields)
    return key.withBytes { bytes in
      let hash = table.hash(bytes)
      return table.find(bytes, hash: hash) ?? table.insert(bytes, hash: hash)
    }
  }
}
