internal import EcoModel

/// How one family of logs says what a request was: a declaration, not a parser.
///
/// It consists of rules (`FormatRule`) from `data/log-formats.csv`, a caller's own file or `--map`.
package struct LogFormat: Sendable {
  /// How a text is framed.
  package enum Shape: String, CaseIterable, Sendable, Hashable {
    /// Delimited text with a header.
    case csv
    /// JSON: one text for each line, or an array of records, or one object.
    case json
    /// Server-sent events whose data is JSON: one stream is one record.
    case events
  }

  /// What a file holds.
  package enum Holding: String, CaseIterable, Sendable {
    case log
    /// What a provider charges for.
    case bill
    /// What a provider says that was emitted.
    case statement
  }

  /// Where a field is, and which part of its text it is.
  struct Source: Sendable, Hashable {
    let path: String
    var part = Field.Part.all
  }

  /// What `--from` calls it.
  package let name: String
  /// The ways in which it is written.
  package let shapes: Set<Shape>
  /// Paths (or columns) that every log of the family has, `path=value` where the value tells it
  /// apart. A family whose signature includes another's is the more specific one.
  package var signature: Set<String> = []
  /// Where each record is in a JSON text; empty: the text itself.
  var recordPath = ""
  /// Where each field is: the first source that is there counts.
  var fields: [Field: [Source]] = [:]
  /// The values of `kind` that are completions; `nil`: any that does not say otherwise.
  var completionKinds: Set<String>?
  /// Words in a `kind` that say it is no completion, besides those that hold for every format.
  var otherKinds: [String] = []
  /// Whether a record is a sum over requests, so that without their number nothing is known.
  var isAggregate = false
  /// What lines say for those after them, and which: their `line`, by the field.
  var carried: [Field: String] = [:]
  /// Names of counts that are in what is read.
  var known: Set<String> = []
  /// Fields of which the largest source counts, of a stream the largest of all its events; or of which
  /// all sources count together, instead of the first that is there.
  var combining: [Field: FieldSlots.Combination] = [:]
  var cachedAbovePrompt = CachedAbovePrompt.outside
  /// How times are written that are not as ISO 8601 has them.
  var timeFormat = TimeFormat.iso
  /// The provider of records that name none: a runner on somebody's own machine, which serves one
  /// sequence.
  var runner: String?
  /// Who serves records that name no provider: it is asked for a place where nobody names one, and for
  /// nothing else.
  var servedBy: String?
  package var holding = Holding.log
  /// What holds for all of a bill or statement, by the field.
  var always: [Field: String] = [:]
  /// Values of `charge` that are usage, in lower case; empty: any.
  var billedCharges: Set<String> = []
  /// Why no record of the family can have a figure, where that is so.
  package var unusable: String?

  init(name: String, shapes: Set<Shape>) {
    self.name = name
    self.shapes = shapes
  }

  /// Fields and sources in one order; a field's slots are next to each other.
  var slots: [(field: Field, source: Source)] {
    Field.allCases.flatMap { field in (fields[field] ?? []).map { (field, $0) } }
  }
}
