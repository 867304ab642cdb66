extension Help {
  /// `eco-calc merge --help`.
  static let merge = """
    eco-calc merge: adds the summaries of shards, exactly

    usage: eco-calc merge SUMMARY...

    \(lines(MergeCommand.specs))

    The result is the summary of one run over all the logs, but for its lists of inputs and outputs.
    Summaries of different methodologies or tables are refused (exit 2), edited ones too (exit 4).
    Repeats that --dedupe would have found across shards are not found.

    """

  /// `eco-calc diff --help`.
  static let diff = """
    eco-calc diff: what changed between two results, and why

    usage: eco-calc diff OLD NEW                          two enriched logs, or two summaries
           eco-calc diff LOG... --methodology A --against B     logs under two methodologies
           eco-calc diff LOG... --data A --against-data B       logs with two sets of tables

    \(lines(DiffArguments.specs))

    The parts add up to the change to the last digit. Enriched logs are matched by id and need about
    200 bytes of memory for each record of OLD. Exit: 0 nothing differs, 1 something does, 2 usage,
    3 files, 4 data.

    """
}
