internal import CEcoModel

/// Columns that cannot be used, and why.
struct ArrowFault: Error {
  let message: String
  /// Whether the columns are good, and what they come to is too much.
  let isOverflow: Bool

  init(_ message: String, isOverflow: Bool = false) {
    self.message = message
    self.isOverflow = isOverflow
  }

  static let overflow = ArrowFault("the sums are beyond what a ledger holds", isOverflow: true)
}

/// One column of a batch as its owner gave it: only read, and only while the batch is.
@safe
struct ArrowColumn {
  let name: String
  let format: String
  private let schema: UnsafePointer<ArrowSchema>
  private let array: UnsafePointer<ArrowArray>

  init(
    _ schema: UnsafePointer<ArrowSchema>, _ array: UnsafePointer<ArrowArray>, name: String
  ) throws(ArrowFault) {
    unsafe self.schema = schema
    unsafe self.array = array
    self.name = name
    format = unsafe text(schema.pointee.format, -1) ?? ""
    guard rows >= 0, offset >= 0, rows < 1 << 40, offset < 1 << 40 else {
      throw ArrowFault("\(name): it has \(rows) rows after \(offset)")
    }
  }

  var rows: Int { unsafe Int(array.pointee.length) }
  var offset: Int { unsafe Int(array.pointee.offset) }

  /// The values of a dictionary; `nil` where the column is none.
  func dictionary() throws(ArrowFault) -> ArrowColumn? {
    guard let schema = unsafe schema.pointee.dictionary else { return nil }
    guard let array = unsafe array.pointee.dictionary else {
      throw ArrowFault("\(name): no values of its dictionary")
    }
    return unsafe try ArrowColumn(schema, array, name: name)
  }

  /// A buffer; where it is not there, and there are rows, nothing can be read.
  func buffer(_ index: Int, of count: Int) throws(ArrowFault) -> UnsafeRawPointer {
    guard let buffer = unsafe optionalBuffer(index, of: count) else {
      throw ArrowFault("\(name): it lacks a buffer")
    }
    return unsafe buffer
  }

  /// A buffer that may be missing, of as many as a format has at least.
  func optionalBuffer(_ index: Int, of count: Int) -> UnsafeRawPointer? {
    guard bufferCount >= count, index < bufferCount, let buffers = unsafe array.pointee.buffers
    else { return nil }
    return unsafe buffers[index]
  }

  /// The buffers after some of them.
  func buffers(from index: Int) throws(ArrowFault) -> UnsafePointer<UnsafeRawPointer?> {
    guard let buffers = unsafe array.pointee.buffers else {
      throw ArrowFault("\(name): it lacks a buffer")
    }
    return unsafe UnsafePointer(buffers + index)
  }

  var bufferCount: Int { unsafe Int(clamping: array.pointee.n_buffers) }

  /// Which rows have a value.
  var validity: Validity {
    // That none is missing may be said by the count alone.
    let bits = unsafe array.pointee.null_count == 0 ? nil : optionalBuffer(0, of: 1)
    return unsafe Validity(bits: bits, offset: offset)
  }
}

/// Which rows of a column have a value.
@safe
struct Validity {
  let bits: UnsafeRawPointer?
  let offset: Int

  @inline(__always)
  func has(_ row: Int) -> Bool {
    guard let bits = unsafe bits else { return true }
    let bit = offset + row
    return unsafe bits.load(fromByteOffset: bit >> 3, as: UInt8.self) & (1 << UInt8(bit & 7)) != 0
  }
}
