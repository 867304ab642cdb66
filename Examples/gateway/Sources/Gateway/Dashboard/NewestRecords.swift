/// The records of a key that a filter lets through, the newest first and no more than some, without
/// holding them all.
struct NewestRecords: AsyncSequence, Sendable {
  let store: RecordStore
  let filter: RecordFilter
  let key: String
  let most: Int

  func makeAsyncIterator() -> Iterator { Iterator(records: self, left: most) }

  struct Iterator: AsyncIteratorProtocol {
    private static let length = 1000

    let records: NewestRecords
    /// So many may be read yet.
    var left: Int
    private var last: GenerationRecord?
    /// In reverse.
    private var page: [GenerationRecord] = []

    fileprivate init(records: NewestRecords, left: Int) {
      self.records = records
      self.left = left
    }

    mutating func next() async throws -> GenerationRecord? {
      if page.isEmpty, left > 0 {
        let length = Swift.min(Self.length, left)
        page = try await records.store.page(
          records.filter, key: records.key, after: last, length: length)
        left = page.count < length ? 0 : left - length
        last = page.last
        page.reverse()
      }
      return page.popLast()
    }
  }
}
