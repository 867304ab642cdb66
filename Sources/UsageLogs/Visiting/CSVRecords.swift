/// The records of a delimited log for a visitor.
struct CSVRecords {
  private let layout: CSVLayout
  private var rows: CSVRows
  private var figures = FigurePlaces()

  init(_ layout: CSVLayout, _ plan: FieldPlan) {
    self.layout = layout
    rows = CSVRows(layout, isNeeded: plan.isNeeded)
  }

  mutating func forEach<Visitor: RecordVisitor>(
    _ text: Span<UInt8>, _ end: Int, _ visitor: inout Visitor
  ) {
    rows.begin(text, end)
    while rows.isLeft {
      switch rows.next(text) {
      case .record:
        if Visitor.wantsFigures { locateFigures(text) }
        visitor.visit(
          text, rows.unescaped, rows.fields, first: 0, at: rows.place.start, figures: figures)
      case .blank: break
      case .ragged, .misquoted, .stray: visitor.reject()
      }
    }
  }

  private mutating func locateFigures(_ text: Span<UInt8>) {
    figures.columns.removeAll(keepingCapacity: true)
    for column in layout.ecoColumns {
      let place = column.map { rows.field($0) } ?? 0..<0
      figures.columns.append(CSVField.inside(text, place)?.range ?? place)
    }
  }
}
