/// Regions that are part of a longer text.
enum RegionText {
  /// The cloud region in a URL's host name, as the clouds' endpoints have it.
  static func inHost(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    var start = range.lowerBound
    if let scheme = find("://", in: text, range) { start = scheme.upperBound }
    let end =
      ByteSearch.first(UInt8(ascii: "/"), in: text, start..<range.upperBound)
      ?? range.upperBound
    let host = start..<end
    if find(".amazonaws.com", in: text, host) != nil,
      let dot = ByteSearch.first(UInt8(ascii: "."), in: text, host)
    {
      let stop = ByteSearch.first(UInt8(ascii: "."), in: text, (dot + 1)..<end) ?? end
      return dot + 1..<stop
    }
    if let tail = find("-aiplatform.googleapis.com", in: text, host) {
      return start..<tail.lowerBound
    }
    if let tail = find(".api.cognitive.microsoft.com", in: text, host) {
      return start..<tail.lowerBound
    }
    return nil
  }

  /// What follows `locations/` in a resource name.
  static func inLocation(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
    guard let found = find("locations/", in: text, range) else { return nil }
    let end = ByteSearch.first(UInt8(ascii: "/"), in: text, found.upperBound..<range.upperBound)
    return found.upperBound..<(end ?? range.upperBound)
  }

  private static func find(
    _ needle: StaticString, in text: Span<UInt8>, _ range: Range<Int>
  ) -> Range<Int>? {
    let needle = Array("\(needle)".utf8)
    var start = range.lowerBound
    while start + needle.count <= range.upperBound {
      let candidate = start..<(start + needle.count)
      if ByteSearch.equal(text, candidate, needle) { return candidate }
      start += 1
    }
    return nil
  }
}
