internal import EcoModel

/// Numbers the groups that records fall into. Memory grows with the groups, not with the log.
struct DiffGroups {
  let dimensions: [GroupDimension]
  private var table = ByteTable()
  private var key = OutputBuffer(capacity: 256)

  init(by dimensions: [GroupDimension]) { self.dimensions = dimensions }

  /// The values of a group's dimensions.
  func values(_ index: Int) -> [String] {
    table.key(index).split(separator: 0, omittingEmptySubsequences: false)
      .prefix(dimensions.count).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The number of a record's group.
  ///
  /// - Parameters:
  ///   - model: the id of the model's row, where the record has a rate; else what the record says.
  ///   - accuracy: the label of the newer figure.
  mutating func index(
    model: String?, accuracy: String, _ reader: borrowing RecordReader, _ text: Span<UInt8>,
    _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Int {
    key.removeAll()
    for dimension in dimensions {
      switch dimension {
      case .accuracy: key.append(accuracy)
      case .day, .month:
        let day = reader.day(text, aside, fields)?.description ?? ""
        key.append(dimension == .day ? day : String(day.prefix(7)))
      case .model:
        if let model {
          key.append(model)
        } else {
          append(.model, reader, text, aside, fields)
        }
      case .provider: append(.provider, reader, text, aside, fields)
      case .region: append(.region, reader, text, aside, fields)
      case .key: append(.key, reader, text, aside, fields)
      }
      key.append(0)
    }
    return key.withBytes { bytes in
      let hash = ByteTable.hash(bytes)
      return table.find(bytes, hash: hash) ?? table.insert(bytes, hash: hash)
    }
  }

  private mutating func append(
    _ field: Field, _ reader: borrowing RecordReader, _ text: Span<UInt8>, _ aside: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) {
    guard let (range, _) = reader.present(field, fields) else { return }
    if range.isAside { key.append(aside, range.range) } else { key.append(text, range.range) }
  }
}
