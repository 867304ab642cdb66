/// How one family of logs says what a request was: a declaration, not a parser.
struct LogFormat: Sendable {
  /// How a text is framed.
  enum Shape: String, Sendable, Hashable {
    /// Delimited text with a header.
    case csv
    /// JSON: one text for each line, or an array of records, or one object.
    case json
    /// Server-sent events whose data is JSON: one stream is one record.
    case events
  }

  /// Where a field is, and how its text is to be read.
  struct Source: Sendable, ExpressibleByStringLiteral {
    enum Reading: Sendable {
      /// As it stands.
      case plain
      /// The cloud region in the host name of a URL.
      case hostRegion
      /// The region behind `locations/` in a resource name.
      case locationRegion
    }

    let path: String
    var reading = Reading.plain

    init(stringLiteral path: String) { self.path = path }
    init(_ path: String, _ reading: Reading = .plain) {
      self.path = path
      self.reading = reading
    }
  }

  /// What `--from` calls it.
  let name: String
  /// The ways in which it is written.
  let shapes: Set<Shape>
  /// Paths (or columns) that every log of the family has, `path=value` where the value tells it
  /// apart. A family whose signature includes another's is the more specific one.
  let signature: Set<String>
  /// Where each record is in a JSON text; empty: the text itself.
  var recordPath = ""
  /// Where each field is: the first source that is there counts.
  var fields: [Field: [Source]]
  /// The values of `kind` that are completions; `nil`: any that does not say otherwise.
  var completionKinds: Set<String>?
  /// Whether a record is a sum over requests, so that without their number nothing is known.
  var isAggregate = false
  /// The paths whose values together name a call that is told on several lines while it goes on; of
  /// neighbours that tell the same call the last one counts.
  var callIdentity: [String] = []
  /// Why no record of the family can have a figure, where that is so.
  var unusable: String?

  /// Fields and sources in one order; a field's slots are next to each other.
  var slots: [(field: Field, source: Source)] {
    Field.allCases.flatMap { field in (fields[field] ?? []).map { (field, $0) } }
  }
}
