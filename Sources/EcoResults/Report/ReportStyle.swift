/// The look of a report: readable on paper, on a telephone and at night. Text has a contrast of at
/// least 4.5, drawings one of 3; nothing is told by colour alone.
enum ReportStyle {
  static let css = """
    :root { --paper: #ffffff; --ink: #1c2321; --soft: #56615d; --line: #cfd8d3; --tint: #f2f6f4;
      --link: #0b5b4f; --energy: #0f6f5f; --carbon: #8a5414; }
    @media (prefers-color-scheme: dark) { :root { --paper: #131917; --ink: #e6edea; --soft: #a9b5b0;
      --line: #37423e; --tint: #1b2421; --link: #7fd6c3; --energy: #4fb9a3; --carbon: #d79a55; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1rem clamp(1rem, 4vw, 3rem) 3rem; max-width: 72rem;
      background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.1rem; font-weight: 600; color: var(--soft); margin: 0.5rem 0; }
    h2 { font-size: 1.3rem; line-height: 1.2; margin: 3rem 0 0.75rem; }
    p, li { max-width: 46rem; overflow-wrap: anywhere; }
    a { color: var(--link); }
    .headline { font-size: clamp(1.3rem, 3.4vw, 2rem); line-height: 1.3; max-width: 40rem;
      margin: 1rem 0; }
    .headline strong { white-space: nowrap; }
    .soft, footer, nav { color: var(--soft); }
    nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr));
      gap: 1rem; margin: 1.5rem 0; }
    .cards div { background: var(--tint); padding: 0.75rem 1rem; border-radius: 0.5rem; }
    .cards dt { color: var(--soft); } .cards dd { margin: 0; }
    .cards .big { font-size: 1.5rem; font-weight: 600; }
    figure { margin: 0; } figcaption { color: var(--soft); }
    svg { display: block; width: 100%; overflow: visible; }
    svg path, svg rect { fill: var(--carbon); }
    svg .whisker { fill: none; stroke: var(--ink); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
    svg .band { fill: var(--ink); fill-opacity: 0.25; }
    svg .none { fill: var(--line); } svg .covered { fill: var(--energy); }
    .time svg { height: 13rem; }
    .axis { display: flex; justify-content: space-between; color: var(--soft); font-size: 0.875rem; }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    .scroll:focus-visible { outline: 2px solid var(--link); }
    table { border-collapse: collapse; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
    .ranking { width: 100%; table-layout: fixed; font-size: 0.9375rem; } .ranking svg { height: 1.25rem; min-width: 8rem; }
    .ranking .bar { width: 34%; } .ranking .share { width: 5rem; } .ranking .energy { width: 6.5rem; }
    caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
    th, td { text-align: left; padding: 0.3rem 0.75rem 0.3rem 0; vertical-align: top;
      border-bottom: 1px solid var(--line); font-weight: 400; }
    tbody th { min-width: 6rem; overflow-wrap: anywhere; }
    thead th { color: var(--soft); white-space: nowrap; }
    tfoot th, tfoot td { font-weight: 600; }
    .n { text-align: right; white-space: nowrap; }
    details { margin: 0.75rem 0; }
    summary { cursor: pointer; color: var(--link); }
    code, pre { font: 0.875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
    pre { background: var(--tint); padding: 0.75rem; white-space: pre-wrap; border-radius: 0.5rem; }
    footer { margin-top: 3rem; border-top: 1px solid var(--line); }
    @media (max-width: 40rem) { .ranking thead { position: absolute; clip-path: inset(50%); }
      .ranking tr { display: grid; grid-template-columns: 1fr auto; border-bottom: 1px solid var(--line);
        padding: 0.4rem 0; }
      .ranking th, .ranking td { border: 0; padding: 0 0.75rem 0 0; }
      .ranking .bar { grid-column: 1 / 3; grid-row: 2; width: auto; } .ranking .more { display: none; } }
    @page { size: A4; margin: 15mm; }
    @media print { :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb;
      --tint: #ffffff; --link: #000000; --energy: #444444; --carbon: #777777; }
      body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; }
      svg * { print-color-adjust: exact; }
      details::details-content { content-visibility: visible; display: block; }
      .scroll { overflow: visible; } .scroll table { font-size: 6.5pt; }
      tr, figure, .cards div { break-inside: avoid; } h2, summary, caption { break-after: avoid; } }
    """
}
