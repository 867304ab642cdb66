extension FormatRule {
  /// What each rule means, for people: the fields, then what holds for whole records.
  package static let meanings: [(name: String, meaning: String)] = [
    ("id", "the request's id, for --dedupe and rejects"),
    ("time", "when it was made: ISO 8601, or a number since 1970"),
    ("model", "the model that answered"),
    ("provider", "who served it"),
    ("region", "where it was served"),
    ("region_in_host", "a URL whose host name has the region"),
    ("region_in_location", "a resource name with the region after locations/"),
    ("prompt", "prompt tokens"),
    ("prompt_extra", "more prompt tokens, counted apart"),
    ("cached_prompt", "cached prompt tokens, included in prompt"),
    ("cache_read", "cached prompt tokens, not included in prompt"),
    ("cache_write", "prompt tokens written to a cache, not included in prompt"),
    ("cache_write_inside", "the same, included in prompt"),
    ("completion", "completion tokens"),
    ("reasoning", "reasoning tokens, not included in completion"),
    ("reasoning_inside", "the same, included in completion"),
    ("total", "all tokens together; decides what is included in what, where it can"),
    ("requests", "how many requests the record is about; 1 where it is not said"),
    ("kind", "what kind of call it was"),
    ("replay", "whether the answer came from a cache of answers"),
    ("key", "whose key paid, for --by key"),
    ("written_as", "csv, json or events: starts a format; part: a piece of others"),
    ("told_by", "a path that every log of the format has; PATH=VALUE if its value tells"),
    ("records", "where the records are in a JSON text"),
    ("like", "the rules of another format; NAME at PATH: found below that path"),
    ("completion_kind", "a value of kind that is a completion; then no other is"),
    ("other_kind", "a word in a kind that says it is no completion"),
    ("largest", "a field of which the largest source counts, not the first"),
    ("sum", "a field whose sources are added up"),
    ("call", "a path whose value names the call, if several lines report one"),
    ("cached_above_prompt", "more cached than prompt tokens mean: outside, fault or capped"),
    ("time_format", "m/d/y, d/m/y or serial_day, besides ISO 8601"),
    ("aggregate", "yes: the record is a sum, which needs its number of requests"),
    ("unusable", "why no record can have a figure"),
  ]

  /// How paths are written, for people.
  package static let paths: [(path: String, meaning: String)] = [
    ("a.b", "the member b of the member a; in a delimited log, a column"),
    ("a[].b", "of each element of the array a"),
    ("a{*}.b", "of each member of the object a, whatever its name"),
    ("a{*}#", "that name"),
    ("a{b.c}", "a key with dots, of an object or of a list of key and value"),
    ("a|b", "JSON text in the string or column a"),
  ]
}
