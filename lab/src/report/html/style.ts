import { Html } from '../../charts/html.ts';

/**
 * All of a page's style; nothing is loaded from elsewhere. Colours have a light and a dark value. Those of arms and parts
 * come from Okabe and Ito's palette, which colour-blind readers can tell apart, made darker or lighter for their ground. A base has one
 * colour and its variants lighter shades of it; red and green mean judgement alone.
 *
 * The page shows the language of its root. A quotation stays in its own.
 */
export const STYLE = new Html(`<style>
:root { color-scheme: light dark; --ground: #fff; --ink: #1b1f24; --soft: #59616b; --line: #e3e6ea; --panel: #f6f7f9; --band: #e9edf2; --noise: #7a828c;
  --good: #006b4f; --bad: #b3261e; --open: #8a5a00;
  --mixed: #8a3d6d; --link: #0069a8;
  --arm0: #0069a8; --arm0-1: #4a9bcd; --arm0-2: #83bde0; --arm0-3: #aecfe4; --arm1: #d05a00; --arm1-1: #e98f45; --arm1-2: #efb07c; --arm1-3: #f2c9a5; --arm2: #5b4fc4; --arm2-1: #8a80da; --arm2-2: #ada6e6; --arm2-3: #c8c3ee;
  --part0: #0072b2; --part1: #e69f00; --part2: #56b4e9; --part3: #cc79a7; --part4: #5b4fc4; --part5: #b5a500; --part6: #a794f0; --part7: #8a8f98; --part8: #7a4a2a; --part9: #2f5d7c; }
@media (prefers-color-scheme: dark) { :root { --ground: #13161a; --ink: #e6e9ed; --soft: #a0a8b2; --line: #2a3037; --panel: #1b2026; --band: #262d35; --noise: #8e97a2;
  --good: #45c79b; --bad: #ff8078; --open: #efb23e;
  --mixed: #e39ac8; --link: #5db5f0;
  --arm0: #5db5f0; --arm0-1: #3f86b5; --arm0-2: #336a8e; --arm0-3: #2b536d; --arm1: #ff9a4d; --arm1-1: #bf7439; --arm1-2: #955c31; --arm1-3: #74492a; --arm2: #a79bff; --arm2-1: #7f76c4; --arm2-2: #645e99; --arm2-3: #504b77;
  --part0: #3d9bd9; --part1: #f0b53a; --part2: #8dcdf3; --part3: #dd96bd; --part4: #8a80f0; --part5: #d2c43c; --part6: #c3b8f7; --part7: #9aa1ab; --part8: #b58360; --part9: #6f9dbd; } }
@media print { :root { color-scheme: light; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", sans-serif; overflow-wrap: break-word; }
html[lang=en] [lang=ko]:not(q, button), html[lang=ko] [lang=en]:not(q, button) { display: none; }
[lang=ko] { word-break: keep-all; overflow-wrap: anywhere; }
main { max-width: 78rem; margin: 0 auto; padding: 2.5rem 1.5rem 5rem; width: 100%; } main > p, section > p, section > dl, .insights, .warnings, .limits, .headline, #method { max-width: 58rem; }
.contents { font-size: .88rem; } .contents ul { list-style: none; margin: 0; padding: 1rem 1.5rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; } .contents a { text-decoration: none; }
.languages { float: right; display: flex; gap: .3rem; margin-left: 1rem; } .languages[hidden] { display: none; } .languages button { font: inherit; font-size: .85rem; padding: .1rem .6rem; border: 1px solid var(--line); border-radius: 1rem; background: none; color: var(--soft); cursor: pointer; } .languages [aria-pressed=true] { color: var(--ink); border-color: var(--soft); font-weight: 600; }
@media (min-width: 75rem) { body:has(> .contents) { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr); align-items: start; } .contents { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; } .contents ul { display: grid; gap: .5rem; padding: 3rem 0 1rem 1.5rem; } }
section { scroll-margin-top: 1rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .6rem; letter-spacing: -.01em; } h2 { font-size: 1.3rem; line-height: 1.3; margin: 3.5rem 0 1rem; padding-top: 1.2rem; border-top: 1px solid var(--line); } h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
p { margin: .3rem 0 .8rem; } .soft { color: var(--soft); font-size: .9rem; } code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .86em; overflow-wrap: anywhere; } a { color: var(--link); }
.lead { font-size: 1.08rem; } .facts { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; }
.headline { font-size: 1.08rem; padding: 0; list-style: none; display: grid; gap: .6rem; }
.claims { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); padding: 0; margin: 1rem 0 0; list-style: none; max-width: 66rem; }
.claims dl { grid-template-columns: 6.6rem minmax(0, 1fr); gap: .45rem .9rem; margin: .5rem 0 0; } .claims dd p { margin: .2rem 0 0; } .claims q { color: var(--soft); quotes: "“" "”"; } html[lang=ko] .claims q { color: var(--ink); font-weight: 600; } .claims details { padding: .5rem 0 0; } .claims summary { font-weight: 400; font-size: .85rem; color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; align-items: start; gap: .1rem .9rem; } .big { display: inline-grid; } .claims .figures { margin: 0; } .big b { font-size: 1.55rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; white-space: nowrap; } .arrow { font-size: 1.2rem; line-height: 1.85rem; color: var(--soft); }
.claims li, .warnings li, .insights li { background: var(--panel); border-radius: .5rem; padding: .9rem 1.1rem; min-width: 0; } .claims li, .warnings li { border-left: .3rem solid var(--mark, var(--open)); }
.claims p { margin: .45rem 0 0; } .claims .verdict { font-size: 1.05rem; } .warnings, .insights { padding: 0; list-style: none; display: grid; gap: .6rem; } .insights p { margin: 0; }
.supported, .good, .pass { --mark: var(--good); } .refuted, .bad, .fail { --mark: var(--bad); } .mixed { --mark: var(--mixed); } .inconclusive, .open, .unknown { --mark: var(--open); }
.verdict { color: var(--mark, var(--soft)); font-weight: 600; white-space: nowrap; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .4rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--soft); font-weight: 500; vertical-align: bottom; } tbody th { vertical-align: baseline; } th:first-child, td:first-child { text-align: left; padding-left: 0; } td.left, th.left, td.prose { text-align: left; } td.prose { white-space: normal; min-width: 12rem; } th.wraps { white-space: normal; vertical-align: bottom; } th.group { color: var(--ink); font-weight: 600; padding-top: 1rem; } th[scope=row] { color: var(--ink); }
.matrix { width: auto; min-width: 50%; } .matrix td { text-align: center; } .matrix th.wraps { min-width: 5.5rem; max-width: 9rem; text-align: center; overflow-wrap: normal; }
figure { margin: 1.6rem 0 2.6rem; } figcaption { margin-bottom: .8rem; max-width: 46rem; } figcaption strong { display: block; font-weight: 600; line-height: 1.4; } figcaption .soft { display: block; margin-top: .2rem; }
figure svg { width: 100%; height: auto; display: block; } .wide svg { max-width: 62rem; } svg text { font-variant-numeric: tabular-nums; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1.4rem 1.6rem; } .panels > div { min-width: 0; } .panels svg { max-width: 27rem; } .caption { font-size: .9rem; font-weight: 600; margin: 0 0 .3rem; }
.narrow { display: none; } .narrow svg { max-width: 30rem; }
.key { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; font-size: .85rem; margin: 0 0 .9rem; color: var(--ink); } .key > span { display: inline-flex; align-items: center; gap: .4rem; min-width: 0; overflow-wrap: anywhere; }
.key > span::before { content: ""; flex: none; width: .75rem; height: .75rem; border-radius: .15rem; background: var(--colour); } .key .line::before { height: .2rem; width: 1.2rem; } .key .dashed::before { height: 0; width: 1.2rem; background: none; border-top: .2rem dashed var(--colour); border-radius: 0; }
figure .swatch::before { content: ""; display: inline-block; width: .7rem; height: .7rem; margin-right: .45rem; border-radius: .15rem; background: var(--colour); }
.key .hollow::before { background: none; border: 2px solid var(--colour); border-radius: 50%; } .key .bracket::before { height: .3rem; width: 1.1rem; background: none; border: solid var(--colour); border-width: 0 1.5px 1.5px; border-radius: 0; } .key .cross::before { content: "×"; background: none; color: var(--colour); line-height: .75rem; font-weight: 700; font-size: 1rem; }
details { padding: .5rem 0; } section > details { border-bottom: 1px solid var(--line); padding: .7rem 0; } summary { cursor: pointer; font-weight: 600; } .data summary { font-weight: 400; font-size: .85rem; color: var(--soft); } .data[open] summary { margin-bottom: .5rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.4rem; font-size: .9rem; margin: .6rem 0; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre { background: var(--panel); border-radius: .5rem; padding: .8rem 1rem; margin: .6rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
td .column { display: none; }
@media (max-width: 45rem) { .matrix { width: 100%; } .matrix thead { display: none; } .matrix tr { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .2rem; } .matrix th { grid-column: 1 / -1; text-align: left; padding: .6rem 0 .1rem; border: 0; } .matrix td { white-space: normal; text-align: left; padding: .25rem .4rem; border: 0; background: var(--panel); border-radius: .25rem; } .matrix td .column { display: block; font-size: .7rem; line-height: 1.25; letter-spacing: -.01em; }
  main { padding: 1.5rem 1rem 4rem; } h1 { font-size: 1.6rem; } h2 { margin-top: 2.6rem; } .wide { display: none; } .narrow { display: block; } .contents ul { padding: .8rem 1rem 0; } .big b { font-size: 1.35rem; } .claims dl, dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } }
@media print { .contents, .languages { display: none; } body:has(> .contents) { display: block; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } body { font-size: 11pt; } main { max-width: none; padding: 0; } .panels > div, .wide, tr, li { break-inside: avoid; } figcaption, .key { break-inside: avoid; } h2, h3, figcaption, .key { break-after: avoid; }
  .scroll { overflow: visible; } th, td { white-space: normal; padding: .2rem .4rem; } table { font-size: 8pt; } .wide { display: block; } .narrow { display: none; } .panels { grid-template-columns: 1fr 1fr; } .data:not([open]) { display: none; } }
</style>`);
