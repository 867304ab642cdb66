/// How an array of records ends: what follows its last record in the log.
struct ArrayEnd {
  /// What of it comes through: the closing bracket and white space.
  let bytes: [UInt8]
  /// What is wrong with the rest, where there is any; its place is counted from the last record's end.
  let fault: Reject?

  init(_ tail: [UInt8]) {
    func fault(_ offset: Int, _ message: String) -> Reject {
      let before = tail[..<offset]
      let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      return Reject(
        line: before.count { $0 == UInt8(ascii: "\n") }, column: offset - lineStart + 1,
        code: .malformedJSON, message: message, raw: Array(tail[offset...].prefix(4096)))
    }
    guard let close = tail.firstIndex(of: UInt8(ascii: "]")) else {
      bytes = tail
      self.fault = fault(0, "the array is not closed")
      return
    }
    let past = JSONSyntax.skipSpace(tail.span, close + 1, tail.count)
    bytes = Array(tail[..<past])
    self.fault =
      past == tail.count ? nil : fault(past, "expected nothing more after the array")
  }
}
