/// The times of a series, in whole minutes (UTC) since 1970-01-01T00:00.
enum SeriesTime {
  static let minutesPerDay = 1440

  /// How a file writes its times.
  enum Style {
    /// `2026-11-21 08:00:00`, with `T`, without seconds, with `Z` or an offset, or a date alone;
    /// without an offset it is UTC. Or whole seconds since 1970.
    case iso
    /// The same, or `11/21/2026 8:00:00 AM` and `11/21/2026 08:00`.
    case american
  }

  /// The minute that a text means; `nil` where it is no time, or not a whole minute.
  static func read(_ text: Span<UInt8>, _ style: Style) -> Int? {
    if text.count >= 10, text[4] == UInt8(ascii: "-") { return iso(text) }
    if style == .american, let minute = american(text) { return minute }
    return epoch(text)
  }

  private static func epoch(_ text: Span<UInt8>) -> Int? {
    guard (9...11).contains(text.count), let seconds = DecimalText.integer(text),
      seconds % 60 == 0
    else { return nil }
    return seconds / 60
  }

  private static func iso(_ text: Span<UInt8>) -> Int? {
    guard let day = UTCDay(text.extracting(0..<10)) else { return nil }
    let midnight = day.daysSinceEpoch * minutesPerDay
    if text.count == 10 { return midnight }
    guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "), text.count >= 16,
      let minute = minuteOfDay(text.extracting(11..<16))
    else { return nil }
    var end = 16
    if end < text.count, text[end] == UInt8(ascii: ":") {
      guard text.count >= 19, text[17] == 0x30, text[18] == 0x30 else { return nil }
      end = 19
      if end < text.count, text[end] == UInt8(ascii: ".") {
        end += 1
        while end < text.count, text[end] == 0x30 { end += 1 }
      }
    }
    guard let offset = offset(text.extracting(end...)) else { return nil }
    return midnight + minute - offset
  }

  /// `08:00`.
  private static func minuteOfDay(_ text: Span<UInt8>) -> Int? {
    guard text[2] == UInt8(ascii: ":"), let hour = DecimalText.integer(text.extracting(0..<2)),
      let minute = DecimalText.integer(text.extracting(3..<5)), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }

  /// Nothing, `Z`, ` UTC`, `+01:00` or `+0100`, in minutes.
  private static func offset(_ text: Span<UInt8>) -> Int? {
    if text.isEmpty { return 0 }
    if text.count == 1, text[0] | 0x20 == UInt8(ascii: "z") { return 0 }
    if text.text == " UTC" { return 0 }
    guard text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
      text.count == 6 && text[3] == UInt8(ascii: ":") || text.count == 5,
      let hours = DecimalText.integer(text.extracting(1..<3)),
      let minutes = DecimalText.integer(text.extracting((text.count - 2)...)), hours < 24,
      minutes < 60
    else { return nil }
    let offset = hours * 60 + minutes
    return text[0] == UInt8(ascii: "-") ? -offset : offset
  }

  /// Month, day and year, then a time of 24 hours, or of 12 with AM or PM.
  private static func american(_ text: Span<UInt8>) -> Int? {
    guard let words = text.text?.split(separator: " "), (1...3).contains(words.count) else {
      return nil
    }
    let date = words[0].split(separator: "/").compactMap { number($0) }
    guard date.count == 3, let day = UTCDay(year: date[2], month: date[0], day: date[1]) else {
      return nil
    }
    let midnight = day.daysSinceEpoch * minutesPerDay
    guard words.count > 1 else { return midnight }
    let parts = words[1].split(separator: ":").compactMap { number($0) }
    guard (2...3).contains(parts.count), parts[1] < 60, parts.count == 2 || parts[2] == 0 else {
      return nil
    }
    var hour = parts[0]
    if words.count == 3 {
      guard (1...12).contains(hour), ["AM", "PM"].contains(words[2]) else { return nil }
      hour = hour % 12 + (words[2] == "PM" ? 12 : 0)
    }
    guard hour < 24 else { return nil }
    return midnight + hour * 60 + parts[1]
  }

  private static func number(_ text: Substring) -> Int? {
    DecimalText.integer(Array(text.utf8).span)
  }

  /// A minute as a reader writes it: `2026-11-21T08:00Z`.
  static func text(_ minute: Int) -> String {
    let (days, rest) = minute.quotientAndRemainder(dividingBy: minutesPerDay)
    let day = UTCDay(daysSinceEpoch: rest < 0 ? days - 1 : days)
    let ofDay = rest < 0 ? rest + minutesPerDay : rest
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day)T\(two(ofDay / 60)):\(two(ofDay % 60))Z"
  }
}
