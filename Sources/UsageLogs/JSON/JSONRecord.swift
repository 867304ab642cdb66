/// One JSON object that is a record, found in a text.
struct JSONRecord {
  /// Where its fields begin in the extractor's `fields`.
  var firstField: Int
  /// The extent of its object.
  var start: Int
  var end: Int = 0
  /// After the last member of the object that takes the eco block, and whether it has none.
  var insertion: Int = 0
  var hostIsEmpty = true
  var hasHost = false
  /// Its old eco members, in `staleMembers`.
  var firstStale: Int
  var staleCount = 0
}

/// An eco member of an earlier run.
struct StaleMember {
  /// The comma before it; `nil` where it is the first member.
  var comma: Int?
  /// Its key's opening quote.
  var key: Int
  /// Its value.
  var value: Range<Int>
  /// The start of the next member, where there is one.
  var next: Int?
  /// Whether it is a member of the record's host object (`lowrouter`) and not of the record.
  var inHost: Bool
  /// Whether it is the block, and not what was written beside it.
  var isBlock: Bool
}
