/// One moment on two clocks: the calendar's, for what is dated, and one that nobody sets, for what is
/// measured.
struct Moment: Sendable {
  let time: Timestamp
  let instant: ContinuousClock.Instant

  static func + (moment: Moment, duration: Duration) -> Moment {
    Moment(
      time: Timestamp(milliseconds: moment.time.milliseconds + duration.milliseconds),
      instant: moment.instant + duration)
  }
}
