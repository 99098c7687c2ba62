import { Html } from './html.ts';

/** All of the page's style. Colours have a light and a dark value; nothing is loaded from elsewhere. */
export const STYLE = new Html(`<style>
:root { color-scheme: light dark; --ground: #fff; --ink: #1c2024; --soft: #60646c; --line: #dfe3e8; --panel: #f6f7f9;
  --good: #18794e; --bad: #c62a2f; --open: #946800; --arm0: #3e63dd; --arm1: #e5702a; --arm2: #12a594; --arm3: #8e4ec6; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --ink: #e7eaee; --soft: #9ba1a9; --line: #2e343a; --panel: #1d2125;
  --good: #4cc38a; --bad: #ff6369; --open: #f1a10d; --arm0: #849dff; --arm1: #ff9b5e; --arm2: #3dd6c0; --arm3: #bf7af0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans KR", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2.4rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p { margin: .3rem 0 .8rem; } .soft, figcaption { color: var(--soft); font-size: .9rem; } code { font-size: .88em; overflow-wrap: anywhere; }
.claims { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); padding: 0; list-style: none; }
.claims li, .warnings li { background: var(--panel); border: 1px solid var(--line); border-left: .3rem solid var(--mark, var(--open)); border-radius: .4rem; padding: .7rem .9rem; }
.claims p { margin: .2rem 0 0; } .warnings { padding: 0; list-style: none; display: grid; gap: .5rem; }
.supported, .good { --mark: var(--good); } .refuted, .bad { --mark: var(--bad); } .inconclusive { --mark: var(--open); }
.verdict { color: var(--mark, var(--soft)); font-weight: 600; white-space: nowrap; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; } th:first-child, td:first-child { text-align: left; padding-left: 0; } td.left, th.left { text-align: left; }
figure { margin: 1rem 0; } figure svg { width: 100%; max-width: 46rem; height: auto; display: block; } svg text { fill: var(--ink); font-size: 12px; } svg .faint { fill: var(--soft); font-size: 11px; }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1rem; font-size: .85rem; } .key span::before { content: ""; display: inline-block; width: .7rem; height: .7rem; border-radius: .15rem; margin-right: .35rem; background: var(--colour); }
details { border-top: 1px solid var(--line); padding: .6rem 0; } summary { cursor: pointer; font-weight: 600; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .9rem; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { main { max-width: none; padding: 0; } details:not([open]) > * { display: block; } figure, table, li { break-inside: avoid; } }
</style>`);
