/** The report's style sheet: system fonts, light and dark by the reader's setting, cards on a phone, paper in print. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--ink:#1b2430;--quiet:#5b6675;--line:#d9dee5;--paper:#fff;--raised:#f5f7f9;--accent:#0b4f83;
--good:#00694a;--bad:#a33c00;--warning:#7a5400;--notice:#fff6e0;--notice-line:#e0a92e;
--chart-ink:var(--ink);--chart-quiet:var(--quiet);--chart-grid:var(--line);--chart-paper:var(--paper);
--chart-demand:#0072b2;--chart-supply:#c04f00;--chart-below:#0072b2;--chart-above:#c04f00;--chart-undecided:#5b6675;
--chart-host-1:#0072b2;--chart-host-2:#c98a00;--chart-host-3:#00815f;--chart-host-4:#c06a9b;--chart-host-5:#46536a;--chart-host-6:#c04f00}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--quiet:#a3adba;--line:#323b47;--paper:#12171e;--raised:#1b222b;--accent:#7cc0ef;
--good:#4fcf9f;--bad:#ff9a5c;--warning:#f0c14b;--notice:#2b2413;--notice-line:#b98a1f;
--chart-demand:#56b4e9;--chart-supply:#ff8f45;--chart-below:#56b4e9;--chart-above:#ff8f45;--chart-undecided:#a3adba;--chart-on-host-1:#0c1116;--chart-on-host-2:#0c1116;--chart-on-host-3:#0c1116;--chart-on-host-4:#0c1116;--chart-on-host-5:#0c1116;--chart-on-host-6:#0c1116;
--chart-host-1:#56a5dd;--chart-host-2:#e69f00;--chart-host-3:#2fbf93;--chart-host-4:#dd8fb9;--chart-host-5:#b9c4d2;--chart-host-6:#ff8f45}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1080px;margin:0 auto;padding:32px 28px 48px}
h1,h2,h3{line-height:1.2;margin:0;overflow-wrap:anywhere}
h1{font-size:2.1rem;letter-spacing:-.015em}
h2{font-size:1.3rem;letter-spacing:-.01em}
h3{font-size:1rem;margin:1.4rem 0 .5rem}
p{margin:.5rem 0;max-width:75ch;overflow-wrap:anywhere}
section{margin-top:2.75rem;padding-top:1.1rem;border-top:1px solid var(--line)}
.brand{margin:0 0 .4rem;color:var(--accent);font-weight:700;letter-spacing:.08em;text-transform:uppercase;font-size:.78rem}
.lead{color:var(--quiet);font-size:1.05rem}
.notice{margin-top:1.25rem;padding:.75rem 1rem;background:var(--notice);border-left:4px solid var(--notice-line);border-radius:4px}
.notice ul{margin:.35rem 0 0;padding-left:1.1rem}
.notice li{overflow-wrap:anywhere}
.refusal{border-color:var(--bad);color:var(--bad)}
code{font:.88em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;color:var(--quiet)}
.answer{margin-top:1.75rem;border-top:3px solid var(--accent)}
.headline{font-size:1.25rem;line-height:1.4;margin:.6rem 0 1.1rem}
.signings{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:14px}
.signing{background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:14px 16px;min-width:0}
.signing h3{margin:0;font-size:1.1rem}
.ceiling{margin:.15rem 0 .7rem;color:var(--quiet)}
.ceiling strong{color:var(--accent);font-size:1.45rem;font-variant-numeric:tabular-nums}
dl{margin:0}
.signing dl>div{display:flex;justify-content:space-between;gap:12px;padding:3px 0;border-top:1px solid var(--line);font-size:.92rem}
.signing dt{color:var(--quiet)}
dd{margin:0;font-variant-numeric:tabular-nums}
.signing dd{text-align:right;overflow-wrap:anywhere;min-width:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:14px 28px;margin-top:1.4rem}
.figures dt{color:var(--quiet);font-size:.88rem;line-height:1.3}
.figures dd{font-size:1.55rem;font-weight:650;letter-spacing:-.01em}
.figures small{font-size:.95rem;font-weight:400;color:var(--quiet);letter-spacing:0}
table{width:100%;border-collapse:collapse;margin:.8rem 0;font-size:.9rem;line-height:1.35}
th{text-align:left;font-weight:600;color:var(--quiet);border-bottom:1.5px solid var(--ink);padding:6px 12px 6px 0;vertical-align:bottom}
td{border-bottom:1px solid var(--line);padding:7px 12px 7px 0;vertical-align:top;overflow-wrap:break-word;max-width:34ch}
.scroll{overflow-x:auto}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;font-variant-numeric:tabular-nums}
td.number{white-space:nowrap}
td.strong:first-child{min-width:14ch}td:last-child:not(.number){min-width:24ch}
.strong{font-weight:650}.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}.warning{color:var(--warning);font-weight:600}.dim,.none{color:var(--quiet)}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 44px;align-items:start}
figure{margin:1rem 0;min-width:0}
figure svg{display:block;max-width:100%;height:auto}
.narrow{display:none}
.switched>input{position:absolute;opacity:0;width:1px;height:1px}
.switched>label{display:inline-block;padding:3px 14px;border:1px solid var(--line);color:var(--quiet);cursor:pointer;font-size:.9rem}
.switched>label:first-of-type{border-radius:6px 0 0 6px}.switched>label:last-of-type{border-radius:0 6px 6px 0;border-left:0}
.switched>input:checked+label{background:var(--accent);border-color:var(--accent);color:var(--paper)}
.switched>input:focus-visible+label{outline:3px solid var(--notice-line);outline-offset:2px}
#fan-axis-log:checked~.choice-linear,#fan-axis-linear:checked~.choice-log{display:none}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;margin:.4rem 0;padding:0;font-size:.9rem;color:var(--quiet)}
.legend li{overflow-wrap:anywhere}
.swatch{display:inline-block;width:14px;height:14px;border-radius:3px;margin-right:7px;vertical-align:-2px}
.host-1{background:var(--chart-host-1)}.host-2{background:var(--chart-host-2)}.host-3{background:var(--chart-host-3)}
.host-4{background:var(--chart-host-4)}.host-5{background:var(--chart-host-5)}.host-6{background:var(--chart-host-6)}
.kind-fleet{background:var(--quiet);opacity:.4}.kind-signNow{background:var(--quiet)}
.kind-later{background:repeating-linear-gradient(-45deg,var(--quiet) 0 2px,transparent 2px 6px)}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.82rem}
footer p{max-width:none}
@media (max-width:760px){
main{padding:20px 16px 32px}h1{font-size:1.65rem}.headline{font-size:1.1rem}.columns{display:block}
.wide{display:none}.narrow{display:block}.figures{grid-template-columns:1fr 1fr;gap:14px 18px}.figures dd{font-size:1.3rem}.figures small{display:block;font-size:.82rem}
table,tbody,tr,td{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{border:1px solid var(--line);border-radius:8px;background:var(--raised);padding:6px 12px;margin:0 0 10px}
td,td.number{border:0;padding:3px 0;display:flex;justify-content:space-between;gap:16px;text-align:right;white-space:normal;max-width:none;min-width:0!important;overflow-wrap:anywhere}
td::before{content:attr(data-label);color:var(--quiet);font-weight:400;text-align:left;flex:0 0 42%}
td:empty{display:none}}
@media print{
@page{size:A4;margin:16mm 14mm}
:root{--ink:#000;--quiet:#444;--paper:#fff;--raised:#fff}
body{font-size:10pt}.signings{grid-template-columns:repeat(auto-fit,minmax(180px,1fr))}.figures{grid-template-columns:repeat(4,1fr)}main{max-width:none;padding:0}section{margin-top:1.4rem;break-inside:auto}
h2,h3{break-after:avoid}.signing,tr,figure,.notice,.figures{break-inside:avoid}table{font-size:8.5pt}thead{display:table-header-group}
.switched>input,.switched>label{display:none}#fan-axis-log:checked~.choice-linear,#fan-axis-linear:checked~.choice-log{display:block}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;
