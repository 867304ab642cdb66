internal import CEcoModel

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Memory that the receiver of an array frees by its `release`, with `free`.
///
/// Swift's own `allocate` would do here, but not in a release that may run after a fork.
enum ArrowOutput {
  /// An array of so many rows with these buffers.
  static func array(
    _ rows: Int, missing: Int, _ buffers: [UnsafeMutableRawPointer?], _ children: [ArrowArray]
  ) -> ArrowArray {
    var array = unsafe ArrowArray()
    unsafe array.length = Int64(rows)
    unsafe array.null_count = Int64(missing)
    unsafe array.n_buffers = Int64(buffers.count)
    unsafe array.buffers = list(buffers.map { UnsafeRawPointer($0) })
    unsafe array.n_children = Int64(children.count)
    if unsafe !children.isEmpty { unsafe array.children = list(children.map { unsafe boxed($0) }) }
    unsafe array.release = { unsafe ArrowOutput.release($0) }
    return unsafe array
  }

  /// The type of such an array.
  static func schema(
    _ format: String, _ name: String, _ children: [ArrowSchema]
  ) -> ArrowSchema {
    var schema = unsafe ArrowSchema()
    unsafe schema.format = UnsafePointer(strdup(format))
    unsafe schema.name = UnsafePointer(strdup(name))
    unsafe schema.flags = children.isEmpty ? Int64(ARROW_FLAG_NULLABLE) : 0
    unsafe schema.n_children = Int64(children.count)
    if unsafe !children.isEmpty { unsafe schema.children = list(children.map { unsafe boxed($0) }) }
    unsafe schema.release = { unsafe ArrowOutput.release($0) }
    return unsafe schema
  }

  /// Zeros; a run that has no memory left ends.
  static func zeros(_ count: Int) -> UnsafeMutableRawPointer {
    guard let start = unsafe calloc(max(count, 1), 1) else { preconditionFailure("out of memory") }
    return unsafe start
  }

  private static func list<Value>(_ values: [Value]) -> UnsafeMutablePointer<Value> {
    let start = unsafe zeros(values.count * MemoryLayout<Value>.stride)
      .bindMemory(to: Value.self, capacity: values.count)
    for (index, value) in values.enumerated() { unsafe (start + index).initialize(to: value) }
    return unsafe start
  }

  private static func boxed<Value>(_ value: Value) -> UnsafeMutablePointer<Value>? {
    unsafe list([value])
  }

  private static func release(_ array: UnsafeMutablePointer<ArrowArray>?) {
    guard let array = unsafe array else { return }
    for index in 0..<(unsafe Int(array.pointee.n_children)) {
      guard let child = unsafe array.pointee.children[index] else { continue }
      // A receiver may have moved a child out: then it is released already.
      unsafe child.pointee.release?(child)
      unsafe free(child)
    }
    unsafe free(array.pointee.children)
    for index in 0..<(unsafe Int(array.pointee.n_buffers)) {
      unsafe free(UnsafeMutableRawPointer(mutating: array.pointee.buffers[index]))
    }
    unsafe free(array.pointee.buffers)
    unsafe array.pointee.release = nil
  }

  private static func release(_ schema: UnsafeMutablePointer<ArrowSchema>?) {
    guard let schema = unsafe schema else { return }
    for index in 0..<(unsafe Int(schema.pointee.n_children)) {
      guard let child = unsafe schema.pointee.children[index] else { continue }
      unsafe child.pointee.release?(child)
      unsafe free(child)
    }
    unsafe free(schema.pointee.children)
    unsafe free(UnsafeMutablePointer(mutating: schema.pointee.format))
    unsafe free(UnsafeMutablePointer(mutating: schema.pointee.name))
    unsafe schema.pointee.release = nil
  }
}

/// One bit for each row of an output: whether it has a value.
@safe
struct ValidityOutput {
  let bits: UnsafeMutableRawPointer
  private(set) var missing: Int

  /// All rows are missing at first.
  init(rows: Int) {
    unsafe bits = ArrowOutput.zeros((rows + 7) / 8)
    missing = rows
  }

  /// - Parameter row: one of them, each at most once.
  @inline(__always)
  mutating func set(_ row: Int) {
    let byte = unsafe bits.load(fromByteOffset: row >> 3, as: UInt8.self)
    unsafe bits.storeBytes(of: byte | 1 << UInt8(row & 7), toByteOffset: row >> 3, as: UInt8.self)
    missing -= 1
  }
}

/// A column of decimals of nine places that is written.
@safe
struct DecimalOutput {
  private let rows: Int
  private let values: UnsafeMutableRawPointer
  private var validity: ValidityOutput

  init(rows: Int) {
    self.rows = rows
    unsafe values = ArrowOutput.zeros(16 * rows)
    validity = ValidityOutput(rows: rows)
  }

  @inline(__always)
  mutating func set(_ row: Int, _ nanos: Int128) {
    precondition(row < rows)
    unsafe values.storeBytes(of: nanos, toByteOffset: 16 * row, as: Int128.self)
    validity.set(row)
  }

  func array() -> ArrowArray {
    unsafe ArrowOutput.array(rows, missing: validity.missing, [validity.bits, values], [])
  }
}

/// A column of few different texts that is written, row after row.
@safe
struct LabelOutput {
  private let rows: Int
  private let longest: Int
  private let offsets: UnsafeMutableRawPointer
  private let data: UnsafeMutableRawPointer
  /// What each row has that has anything; freed with the rest.
  private let constant: UnsafeMutablePointer<CChar>?
  private var validity: ValidityOutput
  private var row = 0
  private var end = 0

  /// - Parameter longest: bytes of the longest text, at most 31.
  init(rows: Int, longest: Int) {
    self.rows = rows
    self.longest = longest
    unsafe offsets = ArrowOutput.zeros(4 * (rows + 1))
    unsafe data = ArrowOutput.zeros(rows * longest)
    unsafe constant = nil
    validity = ValidityOutput(rows: rows)
  }

  /// - Parameter text: what each row has that has anything.
  init(rows: Int, always text: String) {
    self.rows = rows
    longest = text.utf8.count
    unsafe offsets = ArrowOutput.zeros(4 * (rows + 1))
    unsafe data = ArrowOutput.zeros(rows * longest)
    unsafe constant = strdup(text)
    validity = ValidityOutput(rows: rows)
  }

  @inline(__always)
  mutating func appendConstant() {
    precondition(row < rows)
    if let constant = unsafe constant { unsafe memcpy(data + end, constant, longest) }
    close(longest)
  }

  @inline(__always)
  mutating func append(_ text: StaticString) {
    precondition(row < rows && text.utf8CodeUnitCount <= longest)
    unsafe memcpy(data + end, text.utf8Start, text.utf8CodeUnitCount)
    close(text.utf8CodeUnitCount)
  }

  @inline(__always)
  mutating func append(_ text: Span<UInt8>) {
    precondition(row < rows && text.count <= longest)
    unsafe text.withUnsafeBytes { bytes in
      if let start = bytes.baseAddress { unsafe memcpy(data + end, start, bytes.count) }
    }
    close(text.count)
  }

  @inline(__always)
  private mutating func close(_ count: Int) {
    validity.set(row)
    end += count
    skip()
  }

  /// A row without a text.
  @inline(__always)
  mutating func skip() {
    precondition(row < rows)
    row += 1
    unsafe offsets.storeBytes(of: Int32(end), toByteOffset: 4 * row, as: Int32.self)
  }

  func array() -> ArrowArray {
    // What was not needed goes back to the system.
    let kept = unsafe realloc(data, max(end, 1)) ?? data
    unsafe free(constant)
    return unsafe ArrowOutput.array(
      rows, missing: validity.missing, [validity.bits, offsets, kept], [])
  }
}
