internal import CEcoModel

/// The columns of a batch that say something, by the names of `--map`.
struct Batch {
  let rows: Int
  private(set) var model: TextColumn?
  private(set) var provider: TextColumn?
  private(set) var region: TextColumn?
  private(set) var kind: TextColumn?
  private(set) var accelerator: TextColumn?
  private(set) var replay: ReplayColumn?
  private(set) var time: TimeColumn?
  private(set) var prompt: NumberColumn?
  private(set) var completion: NumberColumn?
  private(set) var total: NumberColumn?
  private(set) var requests: NumberColumn?
  private(set) var promptExtra: NumberColumn?
  private(set) var cachedInside: NumberColumn?
  private(set) var cachedOutside: NumberColumn?
  private(set) var writtenInside: NumberColumn?
  private(set) var writtenOutside: NumberColumn?
  private(set) var reasoningInside: NumberColumn?
  private(set) var reasoningOutside: NumberColumn?
  private(set) var concurrency: NumberColumn?
  private(set) var gpuSeconds: NumberColumn?
  private(set) var acceleratorWattHours: NumberColumn?

  /// So few that no text of the output, of up to 31 bytes a row, is beyond 32 bits.
  static let mostRows = 1 << 26

  init(_ schema: ArrowSchema, _ array: ArrowArray) throws(ArrowFault) {
    guard unsafe text(schema.format, -1) == "+s", unsafe schema.n_children == array.n_children,
      unsafe schema.n_children >= 0
    else { throw ArrowFault("expected a struct of columns") }
    guard unsafe array.length >= 0, unsafe array.length < Int64(Self.mostRows) else {
      throw ArrowFault("expected fewer than \(Self.mostRows) rows")
    }
    guard unsafe array.offset == 0, unsafe array.null_count == 0 || array.buffers?[0] == nil else {
      throw ArrowFault("expected a struct without an offset and without missing rows")
    }
    rows = unsafe Int(array.length)
    for index in 0..<(unsafe Int(schema.n_children)) {
      guard let child = unsafe schema.children?[index], let values = unsafe array.children?[index],
        let name = unsafe text(child.pointee.name, -1)
      else { throw ArrowFault("column \(index): it is missing") }
      let column = unsafe try ArrowColumn(child, values, name: name)
      guard column.rows >= rows else { throw ArrowFault("\(name): it has too few rows") }
      try take(column)
    }
  }

  private mutating func take(_ column: ArrowColumn) throws(ArrowFault) {
    func texts() throws(ArrowFault) -> TextColumn? { try TextColumn(column, rows: rows) }
    func numbers() throws(ArrowFault) -> NumberColumn? { try NumberColumn(column, rows: rows) }
    switch column.name {
    case "model": model = try texts()
    case "provider": provider = try texts()
    case "region": region = try texts()
    case "kind": kind = try texts()
    case "accelerator": accelerator = try texts()
    case "replay": replay = try ReplayColumn(column, rows: rows)
    case "time": time = try TimeColumn(column, rows: rows)
    case "prompt": prompt = try numbers()
    case "completion": completion = try numbers()
    case "total": total = try numbers()
    case "requests": requests = try numbers()
    case "prompt_extra": promptExtra = try numbers()
    case "cached_prompt": cachedInside = try numbers()
    case "cache_read": cachedOutside = try numbers()
    case "cache_write_inside": writtenInside = try numbers()
    case "cache_write": writtenOutside = try numbers()
    case "reasoning_inside": reasoningInside = try numbers()
    case "reasoning": reasoningOutside = try numbers()
    case "concurrency": concurrency = try numbers()
    case "gpu_seconds": gpuSeconds = try numbers()
    case "accelerator_wh": acceleratorWattHours = try numbers()
    default: return
    }
  }
}
