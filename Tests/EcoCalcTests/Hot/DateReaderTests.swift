import EcoModel
import Foundation
import Testing

@testable import UsageLogs

@Suite("A reader of times says what the text says, by the fast way and the slow one")
struct DateReaderTests {
  /// What a moment comes to; `nil` where the text is no time.
  private struct Answer: Equatable {
    let day: Int
    let isNaive: Bool

    init?(_ moment: TextValue.Moment?) {
      guard let moment else { return nil }
      (day, isNaive) = (moment.day, moment.isNaive)
    }
  }

  /// The slow way, with `filler` around the text.
  private static func slow(_ text: [UInt8], filler: UInt8) -> Answer? {
    let bytes = [filler] + text + [UInt8](repeating: filler, count: Words.slack)
    return Answer(TextValue.moment(bytes.span, 1..<(text.count + 1)))
  }

  private static func fast(_ reader: inout DateReader, _ text: [UInt8], filler: UInt8) -> Answer? {
    let bytes = [filler] + text + [UInt8](repeating: filler, count: Words.slack)
    return Answer(reader.moment(bytes.span, 1..<(text.count + 1)))
  }

  /// Spellings around the one that the fast way knows, each of its bytes changed in many ways.
  private static let spellings: [[UInt8]] = {
    var spellings: [[UInt8]] = []
    let alphabet = Array("0123456789:.-+TtZz /,;\0A\"".utf8) + [0x80, 0xB0, 0xFF]
    for base in ["2026-11-21T08:56:01Z", "2026-11-21T08:56:01.123Z", "2026-11-21T23:59:59.999Z"] {
      let bytes = Array(base.utf8)
      for place in bytes.indices {
        for byte in alphabet {
          var changed = bytes
          changed[place] = byte
          spellings.append(changed)
        }
      }
    }
    for hour in ["00", "09", "19", "20", "23", "24", "25", "29", "30", "99"] {
      for minute in ["00", "09", "59", "60", "99"] {
        for second in ["00", "59", "60", "61", "99"] {
          for zone in ["Z", ".000Z", ".999Z", "+01:00"] {
            spellings.append(Array("2026-11-21T\(hour):\(minute):\(second)\(zone)".utf8))
          }
        }
      }
    }
    return spellings
  }()

  @Test("the fast way agrees with the slow one for thousands of spellings, in any order")
  func agreement() {
    #expect(Self.spellings.count > 2500)
    var generator = SeededGenerator(seed: 13)
    var readers = [DateReader(), DateReader()]
    for spelling in Self.spellings.shuffled(using: &generator) {
      for filler in [UInt8(0), 0x30, 0x5A] {
        let expected = Self.slow(spelling, filler: filler)
        let text = String(decoding: spelling, as: UTF8.self)
        #expect(Self.fast(&readers[0], spelling, filler: filler) == expected, "\(text)")
        // One that has just met the date, so that the fast way is taken wherever it can be.
        _ = Self.fast(&readers[1], Array("2026-11-21T00:00:00Z".utf8), filler: 0)
        #expect(Self.fast(&readers[1], spelling, filler: filler) == expected, "known: \(text)")
        var new = DateReader()
        #expect(Self.fast(&new, spelling, filler: filler) == expected, "new: \(text)")
      }
    }
  }

  @Test("a text at the very end of what can be read is read")
  func lastBytes() {
    for text in ["2026-11-21T08:56:01Z", "2026-11-21T08:56:01.123Z", "2026-11-21", "1768383001"] {
      var reader = DateReader()
      let bytes = Array(text.utf8)
      #expect(Answer(reader.moment(bytes.span, 0..<bytes.count)) == Self.slow(bytes, filler: 0))
      #expect(Answer(reader.moment(bytes.span, 0..<bytes.count)) != nil)
    }
  }

  @Test("a day that does not exist is never taken for one that was met")
  func noSuchDay() {
    var reader = DateReader()
    func day(_ text: String) -> Int? { Self.fast(&reader, Array(text.utf8), filler: 0)?.day }
    #expect(day("2026-02-28T08:56:01Z") == 20_512)
    #expect(day("2026-02-29T08:56:01Z") == nil)
    #expect(day("2026-02-28T08:56:01Z") == 20_512)
    #expect(day("2024-02-29T08:56:01Z") == 19_782)
    #expect(day("2024-03-29T08:56:01Z") == 19_811)
    #expect(day("2024-02-29T24:00:00Z") == nil)
  }

  @Test("a leap second is of its day, and hour 24 is none")
  func edges() {
    var reader = DateReader()
    let day = 17_166  // 2016-12-31, whose last minute had 61 seconds.
    for (text, expected) in [
      ("2016-12-31T23:59:59Z", day), ("2016-12-31T23:59:60Z", day),
      ("2016-12-31T23:59:60.123Z", day),
      ("2016-12-31T23:59:61Z", nil), ("2016-12-31T24:00:00Z", nil), ("2016-12-31T24:30:00Z", nil),
      ("2016-12-31T24:30:00.000Z", nil), ("2016-12-31T23:60:00Z", nil), ("2016-12-31T24:30Z", nil),
      ("2016-12-31T23:59Z", day), ("2017-01-01T00:00:00Z", day + 1),
    ] as [(String, Int?)] {
      for _ in 0..<2 {
        #expect(Self.fast(&reader, Array(text.utf8), filler: 0)?.day == expected, "\(text)")
      }
    }
  }
}
