/// What a log can say about a request, whatever it calls it.
///
/// Token counts come in several parts because tools include different things; `TokenCounts` adds
/// them up to the canonical counts.
package enum Field: Int, CaseIterable, Sendable {
  /// The request's id, for `--dedupe` and rejects.
  case id
  /// When it was made.
  case time
  /// The model that answered.
  case model
  /// Who served it.
  case provider
  /// Where it was served.
  case region
  /// Prompt tokens, cached ones included or not, as the tool counts.
  case prompt
  /// Prompt tokens that the tool counts apart and that were not served from a cache.
  case promptExtra
  /// Cached prompt tokens that are among `prompt`.
  case cachedInside
  /// Cached prompt tokens that are not among `prompt`.
  case cachedOutside
  /// Prompt tokens written to a cache that are not among `prompt`.
  case cacheWrite
  /// Prompt tokens written to a cache that are among `prompt`: they only matter where the total says
  /// otherwise.
  case cacheWriteInside
  /// Completion tokens.
  case completion
  /// Reasoning tokens that are not among `completion`.
  case reasoningOutside
  /// Reasoning tokens that are among `completion`: they only matter where the total says otherwise.
  case reasoningInside
  /// Prompt and completion tokens together, as the tool adds them up.
  case total
  /// How many requests the record stands for.
  case requests
  /// What kind of call it was.
  case kind
  /// Whether the response was replayed from a cache.
  case replay
  /// Whose key paid.
  case key
  /// How many sequences shared the weights.
  case concurrency
  /// The accelerators' time.
  case gpuSeconds
  /// The accelerators' name.
  case accelerator
  /// The accelerators' metered energy in watt-hours. Never `energy_wh`: that is what is written.
  case acceleratorEnergy
  /// How that was attributed to the request, in the words of whoever metered it.
  case attribution
  /// The request's share of what was metered: from 0 to 1.
  case attributionRatio
  /// An energy that is no meter's for this request: of a whole batch, or an estimate.
  case energyNotMetered
  /// What names the call, where several records tell one: all that is there, together.
  case call
  /// What names the call that goes on around it: of such with the same counts the inner one counts.
  case within
  /// Whether it is a copy, which counts only where nothing else tells its call.
  case copy
  /// What kind of line it is, where a line says something for those after it.
  case line
  /// The session that the calls after such a line are of.
  case session
  /// The session that this one goes on from, and repeats.
  case parentSession
  /// The session that the record itself is of.
  case conversation
  /// The folder or project that was worked on.
  case project
  /// The branch that was worked on.
  case branch
  /// Who asked.
  case user
  /// What it was marked with: a text, a list of texts or names with values.
  case tag
  /// Tokens that are not the record's own, or that no rule reads: they are said aloud.
  case unread
  /// Where what a bill or statement is about ends.
  case periodEnd
  /// What kind of charge a line of a bill is.
  case charge
  /// What a line of a bill counts.
  case meter
  /// Whether it counts tokens that go in or come out.
  case direction
  /// Whether it counts tokens that a cache was read or written with.
  case cacheAction
  /// How much a line of a bill is about.
  case quantity
  /// In what.
  case unit
  /// How much a line of a bill is priced by, where it says nothing else.
  case pricedQuantity
  /// In what.
  case pricedUnit
  /// A text that may say the unit.
  case unitText
  /// What service a bill or a statement is of.
  case service
  /// By which method a statement was worked out.
  case carbonVersion
  /// Carbon by the grid where it was used.
  case locationBased
  /// Carbon by what was bought.
  case marketBased
  /// In what carbon is given.
  case massUnit
  /// In what carbon by what was bought is given, where that is said apart.
  case marketMassUnit
  /// Carbon of what the operator burns.
  case scope1
  /// Carbon of the electricity by the grid where it was used.
  case scope2Location
  /// Carbon of the electricity by what was bought.
  case scope2Market
  /// Carbon of everything else.
  case scope3
  /// Grams for each kilowatt-hour.
  case gridFactor
  /// Energy in kilowatt-hours.
  case statedEnergy

  /// The fields of bills and statements, which no log needs.
  static let ofPapers: Set<Field> = Set(allCases.filter { $0.rawValue >= periodEnd.rawValue })

  /// Which part of a text a field is.
  package enum Part: Sendable, Hashable {
    /// As it stands.
    case all
    /// The cloud region in the host name of a URL.
    case hostRegion
    /// The region after `locations/` in a resource name.
    case locationRegion
    /// An energy in a unit that programs return, with as many places as they like.
    case energy(EnergyUnit)
  }

  /// What formats and `--map` call a field, and a part of a text that is one.
  package static let names: [(name: String, field: Field, part: Part)] = [
    ("id", .id, .all), ("time", .time, .all), ("model", .model, .all),
    ("provider", .provider, .all), ("region", .region, .all),
    ("region_in_host", .region, .hostRegion), ("region_in_location", .region, .locationRegion),
    ("prompt", .prompt, .all), ("prompt_extra", .promptExtra, .all),
    ("cached_prompt", .cachedInside, .all), ("cache_read", .cachedOutside, .all),
    ("cache_write", .cacheWrite, .all), ("cache_write_inside", .cacheWriteInside, .all),
    ("completion", .completion, .all), ("reasoning", .reasoningOutside, .all),
    ("reasoning_inside", .reasoningInside, .all), ("total", .total, .all),
    ("requests", .requests, .all), ("kind", .kind, .all), ("replay", .replay, .all),
    ("key", .key, .all), ("concurrency", .concurrency, .all),
    ("gpu_seconds", .gpuSeconds, .all), ("accelerator", .accelerator, .all),
    ("accelerator_wh", .acceleratorEnergy, .all),
    ("metered_j", .acceleratorEnergy, .energy(.joules)),
    ("metered_mj", .acceleratorEnergy, .energy(.millijoules)),
    ("metered_wh", .acceleratorEnergy, .energy(.wattHours)),
    ("metered_kwh", .acceleratorEnergy, .energy(.kilowattHours)),
    ("attribution", .attribution, .all), ("attribution_ratio", .attributionRatio, .all),
    ("energy_not_metered", .energyNotMetered, .all),
    ("call", .call, .all), ("within", .within, .all),
    ("copy", .copy, .all), ("line", .line, .all), ("session", .session, .all),
    ("parent_session", .parentSession, .all), ("conversation", .conversation, .all),
    ("project", .project, .all), ("branch", .branch, .all), ("user", .user, .all),
    ("tag", .tag, .all),
    ("unread", .unread, .all),
    ("period_end", .periodEnd, .all), ("charge", .charge, .all), ("meter", .meter, .all),
    ("token_direction", .direction, .all), ("cache_action", .cacheAction, .all),
    ("quantity", .quantity, .all), ("unit", .unit, .all),
    ("priced_quantity", .pricedQuantity, .all), ("priced_unit", .pricedUnit, .all),
    ("unit_in_text", .unitText, .all), ("service", .service, .all),
    ("carbon_version", .carbonVersion, .all), ("location_based", .locationBased, .all),
    ("market_based", .marketBased, .all), ("mass_unit", .massUnit, .all),
    ("market_mass_unit", .marketMassUnit, .all), ("scope_1", .scope1, .all),
    ("scope_2_location", .scope2Location, .all), ("scope_2_market", .scope2Market, .all),
    ("scope_3", .scope3, .all), ("grid_g_per_kwh", .gridFactor, .all),
    ("energy_kwh", .statedEnergy, .all),
  ]

  /// The field of a name.
  static func named(_ name: String) -> (field: Field, part: Part)? {
    names.first { $0.name == name }.map { ($0.field, $0.part) }
  }

  /// Those by which people group and that nothing else needs.
  static let groupings: Set<Field> = [.key, .conversation, .project, .branch, .user, .tag]

  /// What formats call a field, or a part of its text.
  func name(_ part: Part = .all) -> String {
    Self.names.first { $0.field == self && $0.part == part }?.name ?? ""
  }
}
