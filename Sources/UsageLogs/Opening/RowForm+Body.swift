extension RowForm {
  /// What the rows of a log become.
  init(of body: LogOpening.Body, wanted: OutputForm?) {
    switch (body, wanted) {
    case (_, nil), (.csv, .csv), (.json(.lines), .jsonl), (.json(.elements), .json),
      (.json(.documents), .json):
      self = .same
    case (_, .jsonl): self = .objects(separator: "\n")
    case (_, .json): self = .objects(separator: ",\n")
    case (_, .csv): self = .table
    case (_, .focus): self = .focus
    }
  }
}

extension LogOpening.Body {
  /// Whether the records are the elements of an array.
  var isArray: Bool {
    if case .json(.elements) = self { true } else { false }
  }
}
