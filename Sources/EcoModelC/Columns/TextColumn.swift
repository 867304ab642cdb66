/// A column of texts. What an offset points to is checked once, before any row is read.
@safe
struct TextColumn {
  @unsafe
  private enum Layout {
    case short(UnsafeRawPointer, data: UnsafeRawPointer?)
    case long(UnsafeRawPointer, data: UnsafeRawPointer?)
    case views(UnsafeRawPointer, buffers: UnsafePointer<UnsafeRawPointer?>)
  }

  private let layout: Layout
  private let validity: Validity
  private let offset: Int
  /// How many rows, or entries of a dictionary.
  private let count: Int
  /// Of a dictionary: which entry each row has.
  private let indices: NumberColumn?

  /// `nil` where the column has no values.
  ///
  /// - Parameter rows: how many are read.
  init?(_ column: ArrowColumn, rows: Int) throws(ArrowFault) {
    guard column.format != "n", rows > 0 else { return nil }
    let values = try column.dictionary()
    let texts = values ?? column
    count = values == nil ? rows : texts.rows
    offset = texts.offset
    validity = texts.validity
    unsafe layout = try Self.layout(texts, count: count, validity)
    indices = values == nil ? nil : try NumberColumn(indices: column, rows: rows, below: count)
  }

  private static func layout(
    _ column: ArrowColumn, count: Int, _ validity: Validity
  ) throws(ArrowFault) -> Layout {
    switch column.format {
    case "u":
      let offsets = unsafe try column.buffer(1, of: 3)
      unsafe try checkOffsets(offsets, as: Int32.self, column, count)
      return unsafe .short(offsets, data: column.optionalBuffer(2, of: 3))
    case "U":
      let offsets = unsafe try column.buffer(1, of: 3)
      unsafe try checkOffsets(offsets, as: Int64.self, column, count)
      return unsafe .long(offsets, data: column.optionalBuffer(2, of: 3))
    case "vu":
      let views = unsafe try column.buffer(1, of: 3)
      let last = column.bufferCount - 1
      // After the views: buffers of characters, and at the end the sizes of those.
      let buffers = unsafe try column.buffers(from: 2)
      let sizes = unsafe column.optionalBuffer(last, of: 3)
      unsafe try checkViews(views, buffers, last - 2, sizes, column, count, validity)
      return unsafe .views(views, buffers: buffers)
    default: throw ArrowFault("\(column.name): expected text, not the format \(column.format)")
    }
  }

  private static func checkOffsets<Offset: FixedWidthInteger & BitwiseCopyable>(
    _ offsets: UnsafeRawPointer, as _: Offset.Type, _ column: ArrowColumn, _ count: Int
  ) throws(ArrowFault) {
    let size = MemoryLayout<Offset>.size
    var last: Offset = 0
    for row in column.offset...(column.offset + count) {
      let next = unsafe offsets.loadUnaligned(fromByteOffset: row * size, as: Offset.self)
      guard next >= last else { throw ArrowFault("\(column.name): its offsets fall") }
      last = next
    }
    if last > 0, unsafe column.optionalBuffer(2, of: 3) == nil {
      throw ArrowFault("\(column.name): it lacks a buffer")
    }
  }

  private static func checkViews(
    _ views: UnsafeRawPointer, _ buffers: UnsafePointer<UnsafeRawPointer?>, _ bufferCount: Int,
    _ sizes: UnsafeRawPointer?, _ column: ArrowColumn, _ count: Int, _ validity: Validity
  ) throws(ArrowFault) {
    for row in 0..<count where validity.has(row) {
      let view = unsafe View(views, at: column.offset + row)
      if view.isInline { continue }
      let buffer = view.buffer
      guard view.count >= 0, view.start >= 0, (0..<bufferCount).contains(buffer),
        let sizes = unsafe sizes, unsafe buffers[buffer] != nil
      else { throw ArrowFault("\(column.name): a text is outside its buffers") }
      let size = unsafe sizes.loadUnaligned(fromByteOffset: 8 * buffer, as: Int64.self)
      guard view.start + view.count <= size else {
        throw ArrowFault("\(column.name): a text is outside its buffers")
      }
    }
  }

  /// The bytes at a row; none where it has none.
  @inline(__always)
  func bytes(_ row: Int) -> UnsafeRawBufferPointer {
    guard let indices else { return unsafe entry(row) }
    guard let index = indices.index(row) else { return unsafe UnsafeRawBufferPointer.empty }
    return unsafe entry(index)
  }

  /// For a dictionary, which entry a row has: what is known of an entry is known of all its rows.
  @inline(__always)
  func index(_ row: Int) -> Int? { indices?.index(row) }

  /// How many entries a dictionary has; `nil` where the column is none.
  var entryCount: Int? { indices == nil ? nil : count }

  @inline(__always)
  private func entry(_ row: Int) -> UnsafeRawBufferPointer {
    guard validity.has(row) else { return unsafe .empty }
    let at = offset + row
    switch unsafe layout {
    case .short(let offsets, let data):
      let start = unsafe Int(offsets.loadUnaligned(fromByteOffset: 4 * at, as: Int32.self))
      let end = unsafe Int(offsets.loadUnaligned(fromByteOffset: 4 * at + 4, as: Int32.self))
      return unsafe Self.slice(data, start, end - start)
    case .long(let offsets, let data):
      let start = unsafe Int(offsets.loadUnaligned(fromByteOffset: 8 * at, as: Int64.self))
      let end = unsafe Int(offsets.loadUnaligned(fromByteOffset: 8 * at + 8, as: Int64.self))
      return unsafe Self.slice(data, start, end - start)
    case .views(let views, let buffers):
      let view = unsafe View(views, at: at)
      return view.isInline
        ? unsafe Self.slice(views, 16 * at + 4, view.count)
        : unsafe Self.slice(buffers[view.buffer], view.start, view.count)
    }
  }

  @inline(__always)
  private static func slice(
    _ data: UnsafeRawPointer?, _ start: Int, _ count: Int
  ) -> UnsafeRawBufferPointer {
    guard let data = unsafe data, count > 0 else { return unsafe .empty }
    return unsafe UnsafeRawBufferPointer(start: data + start, count: count)
  }
}

extension UnsafeRawBufferPointer {
  /// No bytes.
  @inline(__always)
  static var empty: Self { unsafe Self(start: nil, count: 0) }
}

/// Where a text of up to twelve bytes is inside, or a longer one in which buffer.
private struct View {
  let count: Int
  let buffer: Int
  let start: Int

  var isInline: Bool { (0...12).contains(count) }

  @inline(__always)
  init(_ views: UnsafeRawPointer, at row: Int) {
    func word(_ index: Int) -> Int {
      unsafe Int(views.loadUnaligned(fromByteOffset: 16 * row + 4 * index, as: Int32.self))
    }
    (count, buffer, start) = (word(0), word(2), word(3))
  }
}
