internal import EcoModel

/// How often each note was made: what a lane counts for each record, without a lookup.
struct NoteCounts {
  private var counts = InlineArray<32, Int>(repeating: 0)

  private static let warnings: [(RecordNotes, Warning)] = [
    (.naiveTime, .naiveTime), (.hiddenTokens, .hiddenTokens), (.aggregate, .aggregate),
    (.assumedRegion, .assumedRegion), (.assumedModel, .assumedModel),
    (.assumedProvider, .assumedProvider), (.cachedCapped, .cachedCapped),
    (.promptMissing, .promptMissing), (.aggregateSuspected, .aggregateSuspected),
    (.assumedConcurrency, .assumedConcurrency), (.assumedAccelerator, .assumedAccelerator),
    (.concurrencyOutlier, .concurrencyOutlier), (.unknownAccelerator, .unknownAccelerator),
    (.gpuSecondsOutlier, .gpuSecondsOutlier), (.unreadTokens, .unreadTokens),
    (.gridYear, .gridYear), (.gridEstimated, .gridEstimated),
    (.energyNotMetered, .energyNotMetered), (.completionMissing, .completionMissing),
    (.timeMissing, .timeMissing),
  ]

  @inline(__always)
  mutating func add(_ notes: RecordNotes) {
    if !notes.isEmpty { addEach(notes) }
  }

  @inline(never)
  private mutating func addEach(_ notes: RecordNotes) {
    var bits = notes.rawValue
    while bits != 0 {
      counts[bits.trailingZeroBitCount] += 1
      bits &= bits &- 1
    }
  }

  func add(to warnings: inout Warnings) {
    for (note, warning) in Self.warnings {
      warnings[warning] += counts[note.rawValue.trailingZeroBitCount]
    }
  }
}
