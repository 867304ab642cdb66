extension Help {
  /// `eco-calc agents --help`.
  static let agents = """
    eco-calc agents: energy and carbon of the coding agents on this machine

    usage: eco-calc agents [FILE]...

    \(lines(AgentsCommand.specs))

    Finds the sessions of Claude Code, Codex, Copilot CLI, Gemini CLI and opencode in the home folder, and
    reads FILEs besides: Cursor's export, for example. Nothing is written but --metrics, and nothing leaves
    the machine.
    Sessions do not say where they were served: it takes where the providers say they serve
    (data/providers.csv), and the interval of carbon is as wide as that leaves open.
    Exit: 0 done, 2 usage, 3 files, 4 data.

    """

  /// `eco-calc line --help`.
  static let line = """
    eco-calc line: today's figure and the session's, for the status line of an agent

    usage: eco-calc line < STATUS

    \(lines(LineCommand.specs))

    STATUS is the JSON that Claude Code gives to its status line; without it only today is shown. It reads
    what was written today and the session's own file, and keeps nothing. In ~/.claude/settings.json:
    "statusLine": {"type": "command", "command": "eco-calc line"}

    """

  /// `eco-calc check --help`.
  static let check = """
    eco-calc check: replay conformance vectors

    usage: eco-calc check [VECTORS] [--data DIR]
           eco-calc check --measured LOG     how far the formula was off, by model

    \(lines(CheckCommand.specs))

    Without VECTORS the two shipped sets are replayed: one over the bundled tables, one over tables
    of its own that reach every corner. VECTORS is a CSV file as METHODOLOGY.md describes under
    "How to verify"; - is standard input. With --data and the shipped sets, the rows in which DIR
    differs from the bundled tables are named, with the cases that they change. --measured works
    each record that has metered energy out twice, as metered and as if it were not: accelerator_wh, or
    what a server returns (energy_joules and the like; --map metered_j=COLUMN for others).
    Exit: 0 all agree, 1 a difference, 2 usage, 3 files, 4 data or vectors that cannot be read.

    """

  /// `eco-calc data --help`.
  static let data = """
    eco-calc data: the tables inside, with their sources

    usage: eco-calc data                          what there is
           eco-calc data models [NAME]            by id, alias or part of an id
           eco-calc data regions [NAME]
           eco-calc data grid [ZONE|REGION]       all years of a zone; without one the newest
           eco-calc data methodologies [ID]       with every constant, unit and source
           eco-calc data formats [NAME]           the logs that are read
           eco-calc data rules [KIND]             the steps from an id in a log to a model
           eco-calc data providers [NAME]         where their default service stands
           eco-calc data focus                    columns of --to focus, with their units; --json: all
                                                  metadata
           eco-calc data coverage LOG             models that a log names: which have no figure, by
                                                  tokens, and what would give it; --ids: of a list

    \(lines(DataCommand.specs))

    Exit: 0 done, 1 no such name (the nearest are suggested), 2 usage, 3 files, 4 data.

    """

  /// `eco-calc explain --help`.
  static let explain = """
    eco-calc explain: one figure, where it comes from, and with --steps every step to it

    usage: eco-calc explain --model ID --region NAME --prompt-tokens N --completion-tokens N
           eco-calc explain FILE ID      one record of a log; #3 is the third record

    \(lines(ExplainCommand.specs))

    Each step can be redone with a pocket calculator. A request without a figure gets the reason, and
    what would supply it. Exit: 0 explained, 1 the steps and calc disagree, or no such record,
    2 usage, 3 files, 4 data.

    """

  /// `eco-calc merge --help`.
  static let merge = """
    eco-calc merge: adds the summaries of shards, exactly

    usage: eco-calc merge SUMMARY...

    \(lines(MergeCommand.specs))

    The result is the summary of one run over all the logs, but for its lists of inputs and outputs.
    Summaries of different methodologies or tables are refused (exit 2), edited ones too (exit 4).
    Repeats that --dedupe would have found across shards are not found.

    """

  /// `eco-calc completions --help`.
  static let completions = """
    eco-calc completions: a script with which a shell completes eco-calc's command lines

    usage: eco-calc completions bash|zsh|fish

    \(lines(Command.completions.specs))

    They belong into .../bash-completion/completions/eco-calc, .../site-functions/_eco-calc and
    .../vendor_completions.d/eco-calc.fish.

    """

  /// `eco-calc man --help`.
  static let man = """
    eco-calc man: the manual page, to be read by: man -l

    usage: eco-calc man

    \(lines(Command.man.specs))

    """

  /// `eco-calc diff --help`.
  static let diff = """
    eco-calc diff: what changed between two results, and why

    usage: eco-calc diff OLD NEW                          two enriched logs, or two summaries
           eco-calc diff LOG... --methodology A --against B     logs under two methodologies
           eco-calc diff LOG... --data A --against-data B       logs with two sets of tables
           eco-calc diff LOG... --against region=eu-north       what if it had been served elsewhere,
           eco-calc diff LOG... --against model:OLD=NEW         by another model,
           eco-calc diff LOG... --against concurrency=N         or with so many sequences at once

    \(lines(DiffArguments.specs))

    The parts add up to the change to the last digit. Enriched logs are matched by id and need about
    200 bytes of memory for each record of OLD. Exit: 0 nothing differs, 1 something does, 2 usage,
    3 files, 4 data.

    """

  /// `eco-calc reconcile --help`.
  static let reconcile = """
    eco-calc reconcile: what of a bill is in the logs, and our figures beside the provider's

    usage: eco-calc reconcile LOG... --bill FILE... [--statement FILE...]

    \(lines(ReconcileCommand.specs))

    Bills: FOCUS, AWS's cost and usage report, Azure's cost export, usage reports of OpenAI and
    Anthropic. Statements: the carbon exports of AWS and Google. Each day, model, provider and region
    is matched, amount_differs, bill_only or log_only; what one side does not tell is not compared.
    Our figures are scaled to the bill, the provider's are spread over keys (--map key=COLUMN).
    Exit: 0 all matched, 1 something differs or cannot be read, 2 usage, 3 files, 4 data.

    """
}
