/// The look of a report: readable on paper, on a telephone and at night. Every pair of colours has a
/// contrast of at least 4.5.
enum ReportStyle {
  static let css = """
    :root { --paper: #ffffff; --ink: #1c2321; --soft: #56615d; --line: #cfd8d3; --tint: #f2f6f4;
      --link: #0b5b4f; --energy: #0f6f5f; --carbon: #7a4a12; }
    @media (prefers-color-scheme: dark) { :root { --paper: #131917; --ink: #e6edea; --soft: #a9b5b0;
      --line: #37423e; --tint: #1b2421; --link: #7fd6c3; --energy: #4fb9a3; --carbon: #d79a55; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1rem; max-width: 78rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: 0.5rem 0; }
    h2 { font-size: 1.2rem; margin: 2.5rem 0 0.5rem; border-top: 1px solid var(--line);
      padding-top: 1rem; }
    h3 { font-size: 1rem; margin: 0.5rem 0; }
    p, li, dd { max-width: 44rem; overflow-wrap: anywhere; }
    a { color: var(--link); }
    nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(17rem, 100%), 1fr)); gap: 1rem;
      margin: 1rem 0; }
    .figures div { background: var(--tint); padding: 0.75rem 1rem; border-radius: 0.5rem; }
    dl.figures { margin: 1rem 0; }
    .figures dt { color: var(--soft); }
    .figures dd { margin: 0; }
    .figures .big { font-size: 1.2rem; font-weight: 600; overflow-wrap: anywhere; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
      gap: 1.5rem; }
    figure { margin: 0.5rem 0; }
    svg { display: block; width: 100%; max-width: 34rem; height: auto; overflow: visible; }
    svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
    svg .v { text-anchor: end; }
    .energy { fill: var(--energy); } .carbon { fill: var(--carbon); }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    .scroll:focus-visible { outline: 2px solid var(--link); }
    table { border-collapse: collapse; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; font-weight: 600; padding: 0.25rem 0; }
    th, td { text-align: left; padding: 0.25rem 0.6rem 0.25rem 0; vertical-align: top;
      border-bottom: 1px solid var(--line); font-weight: 400; }
    tbody th { min-width: 6rem; overflow-wrap: anywhere; }
    thead th { color: var(--soft); white-space: nowrap; }
    tfoot th, tfoot td { font-weight: 600; }
    .n { text-align: right; white-space: nowrap; }
    code, pre { font: 0.875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
    pre { background: var(--tint); padding: 0.75rem; white-space: pre-wrap; border-radius: 0.5rem; }
    footer { margin: 3rem 0 1rem; color: var(--soft); }
    @media print { :root { --paper: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb;
      --tint: #ffffff; --link: #000000; --energy: #444444; --carbon: #444444; }
      body { max-width: none; padding: 0; font-size: 9pt; } nav { display: none; }
      .scroll { overflow: visible; } table { font-size: 7pt; } tr, figure { break-inside: avoid; }
      h2 { break-after: avoid; } }
    """
}
