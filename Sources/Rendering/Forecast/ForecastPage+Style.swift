extension ForecastPage {
    /// Colours are distinguished by place and pattern too; every text has a contrast of 4.5 to 1 or more on its ground.
    static let style: HTMLText = """
        :root {
          --ground: #fff; --text: #1d2330; --soft: #535d70; --line: #cfd6e2; --panel: #f4f6fa;
          --current: #2f6fde; --next: #7aa7f0; --overlap: #d9902f; --end: #b3261e; --good: #17693a; --warn: #8a5200; --bad: #b3261e;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ground: #14171d; --text: #e7eaf0; --soft: #a3adbf; --line: #363d4b; --panel: #1d222b;
            --current: #6ea3ff; --next: #3d66b0; --overlap: #e8ab57; --end: #ff8a80; --good: #6fd39a; --warn: #f0b860; --bad: #ff8a80;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; max-width: 75rem; padding: 1rem clamp(.75rem, 3vw, 2rem); background: var(--ground);
          color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
        }
        h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
        h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
        h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
        time { white-space: nowrap; }
        td time { white-space: normal; }
        td time span { white-space: nowrap; }
        p { margin: .5rem 0; max-width: 50rem; }
        code, .events time { font: .9em ui-monospace, monospace; }
        small, footer, header p { color: var(--soft); }
        .summary { color: var(--text); font-weight: 600; }
        .verdict { font-weight: 600; }
        .verdict::before { content: "✓ "; }
        .verdict.good { color: var(--good); }
        .verdict.bad { color: var(--bad); }
        .verdict.bad::before { content: "✗ "; }
        .skip a { position: absolute; left: -100vw; }
        .skip a:focus { position: static; }
        :focus-visible { outline: 3px solid var(--current); outline-offset: 2px; border-radius: 3px; }
        ul, ol { list-style: none; margin: 0; padding: 0; }
        .findings li { border-left: 4px solid var(--line); background: var(--panel); padding: .5rem .75rem; margin: .5rem 0; }
        .findings .warning { border-color: var(--warn); }
        .findings .warning b, .events .warning b { color: var(--warn); }
        .findings .error { border-color: var(--bad); }
        .findings .error b { color: var(--bad); }
        .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; color: var(--soft); }
        .legend svg { width: 1.25rem; height: .6rem; }
        .defs { position: absolute; width: 0; height: 0; }
        .c { fill: var(--current); }
        .d { fill: var(--next); }
        .n { fill: var(--soft); }
        .density { display: block; width: calc(100% - 13rem); margin-left: 13rem; height: 3.5rem; fill: var(--current);
          border-bottom: 1px solid var(--line); }
        .ruler { position: sticky; top: 0; background: var(--ground); padding: .25rem 0; z-index: 1; }
        .o { fill: var(--overlap); }
        .e { fill: none; stroke: var(--end); stroke-width: 2px; vector-effect: non-scaling-stroke; }
        .mark { color: var(--warn); }
        .g { fill: var(--line); }
        .axis { position: relative; height: 1.3rem; margin-left: 13rem; color: var(--soft); font-size: .8rem; }
        .axis span { position: absolute; white-space: nowrap; transform: translateX(-50%); }
        .axis .now { left: 0; transform: none; font-weight: 600; }
        .bars summary { display: grid; grid-template-columns: 12rem 1fr; gap: 1rem; align-items: center; }
        .bars summary::-webkit-details-marker { display: none; }
        .bars .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .bars .name::before { content: "▸ "; color: var(--soft); }
        .bars details[open] .name::before { content: "▾ "; }
        .bar { display: block; width: 100%; height: 1.4rem; }
        summary { cursor: pointer; padding: .2rem 0; }
        table { width: 100%; border-collapse: collapse; margin: .25rem 0 1rem; font-size: .85rem; table-layout: fixed; }
        th, td { text-align: left; padding: .2rem .5rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th:first-child { width: 29%; }
        th { color: var(--soft); font-weight: 600; }
        .events li {
          display: grid; grid-template-columns: 3.5rem 6.5rem minmax(8rem, 1fr) 3fr; gap: 0 .75rem; padding: .15rem 0;
          border-bottom: 1px solid var(--line);
        }
        .events .end { color: var(--soft); }
        @media (max-width: 40rem) {
          .axis, .density { margin-left: 0; width: 100%; }
          .bars summary { grid-template-columns: 1fr; gap: 0; padding: .1rem 0; }
          .bars .name { font-size: .85rem; line-height: 1.2; }
          .bars .bar { height: 1.1rem; }
          .events li { grid-template-columns: 3.5rem 6.5rem 1fr; }
          .events li span:last-child { grid-column: 2 / -1; }
        }
        @media print {
          :root { --ground: #fff; --text: #000; --soft: #333; }
          body { max-width: none; font-size: 10pt; }
          svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .skip { display: none; }
          .bars li, .events li, .findings li { break-inside: avoid; }
          h2, h3 { break-after: avoid; }
          details:not(.bars details)::details-content { content-visibility: visible; block-size: auto; }
        }

        """
}
