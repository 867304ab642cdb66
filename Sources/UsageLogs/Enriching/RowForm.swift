/// What the rows of the output are.
enum RowForm: Sendable, Equatable {
  /// The input's own rows with the figures put in.
  case same
  /// Delimited rows of the canonical fields and the figures.
  case table
  /// Delimited rows of FOCUS.
  case focus
  /// JSON objects, each followed by this text.
  case objects(separator: String)
  /// Nothing: only totals are wanted.
  case nothing
}

extension RowForm {
  /// Whether rows are not the input's own, and delimited.
  var isTable: Bool { self == .table || self == .focus }

  /// The separator between rows that are not copied from the input; empty for others.
  var separator: String {
    if case .objects(let separator) = self { separator } else { "" }
  }
}
