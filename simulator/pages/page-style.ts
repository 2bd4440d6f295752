/** The look of all pages: neutral, light and dark by the browser's wish, from 360 px. Nothing of Vipps's own dress. */
export const pageStyle = `
:root { --ground: #eceef1; --paper: #fff; --text: #1c2733; --soft: #566372; --line: #cfd6de; --accent: #1f5f8b; --accent-text: #fff;
  --tint: #e8f0f6; --bad: #a3242c; --bad-tint: #fbeaea; --good: #1d6b45; --good-tint: #e6f4ec; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f151b; --paper: #18212a; --text: #e7edf3; --soft: #a5b2c0; --line: #34424f;
  --accent: #8cc4ec; --accent-text: #0b1c29; --tint: #20303d; --bad: #ff9c9c; --bad-tint: #3a2024; --good: #84d7ac; --good-tint: #173226; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
.device { display: flex; flex-direction: column; min-height: 100vh; background: var(--paper); }
.mark { display: flex; align-items: center; gap: 8px; padding: 14px 20px; border-bottom: 1px solid var(--line); font-weight: 600; color: var(--soft); }
.mark-sign { display: inline-grid; place-items: center; width: 26px; height: 26px; border-radius: 6px; background: var(--accent); color: var(--accent-text); font-size: 15px; }
main { flex: 1; padding: 20px; }
.foot { padding: 12px 20px 20px; font-size: 13px; color: var(--soft); }
.foot p { margin: 0 0 4px; }
h1 { font-size: 22px; line-height: 1.25; margin: 0 0 12px; }
h2 { font-size: 16px; margin: 24px 0 8px; } .card > h2:first-child { margin-top: 0; }
p { margin: 0 0 12px; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.sum { font-size: 34px; font-weight: 650; line-height: 1.2; margin: 4px 0; }
.soft { color: var(--soft); }
.card { border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; margin: 0 0 16px; }
label, .label { display: block; font-weight: 600; margin: 0 0 4px; }
input[type=text], input[type=tel], input[type=password] { width: 100%; min-height: 48px; padding: 8px 12px; font: inherit; font-size: 20px; letter-spacing: .04em;
  color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: 8px; }
input[aria-invalid=true] { border-color: var(--bad); }
fieldset { border: 0; margin: 0 0 16px; padding: 0; }
legend { font-weight: 600; padding: 0; margin: 0 0 8px; }
.choice { display: flex; align-items: center; gap: 12px; font-weight: 400; min-height: 52px; padding: 8px 14px; margin: 0 0 8px; border: 1px solid var(--line); border-radius: 10px; cursor: pointer; }
.choice:has([aria-invalid=true]) { border-color: var(--bad); }
.choice:has(input:checked) { border-color: var(--accent); background: var(--tint); }
.choice input { accent-color: var(--accent); width: 20px; height: 20px; flex: none; }
.choice-words { flex: 1; } .choice-words small { display: block; color: var(--soft); }
.button { display: block; width: 100%; min-height: 48px; margin: 0 0 10px; padding: 10px 16px; font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  color: var(--accent-text); background: var(--accent); border: 1px solid var(--accent); border-radius: 10px; cursor: pointer; }
.button.quiet { color: var(--accent); background: transparent; }
form[aria-busy=true] .button { opacity: .6; }
.problem, .news { padding: 10px 14px; margin: 0 0 16px; border-radius: 8px; border-left: 4px solid; }
.problem { color: var(--bad); background: var(--bad-tint); } .news { color: var(--good); background: var(--good-tint); }
.steps { display: flex; gap: 6px; list-style: none; margin: 0 0 16px; padding: 0; font-size: 13px; color: var(--soft); }
.steps li { flex: 1; padding-top: 6px; border-top: 4px solid var(--line); }
.steps li[aria-current] { color: var(--text); font-weight: 600; border-color: var(--accent); } .steps li.done { border-color: var(--accent); }
dl { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 4px 0; margin: 0 0 16px; } dt { color: var(--soft); padding-right: 12px; }
dd { margin: 0; text-align: right; overflow-wrap: break-word; }
.total { font-weight: 650; border-top: 1px solid var(--line); padding-top: 4px; }
.list { list-style: none; margin: 0; padding: 0; } .list li { border-bottom: 1px solid var(--line); } .list li > a { display: flex; justify-content: space-between; gap: 12px; padding: 12px 0; text-decoration: none; color: inherit; }
.push { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 14px 16px; margin: 0 0 12px; border: 1px solid var(--accent); border-radius: 14px; background: var(--tint); color: inherit; text-decoration: none; }
.push:hover .push-do { text-decoration: underline; } .push-do { color: var(--accent); font-weight: 600; } .push-mark { color: var(--accent); font-size: 24px; line-height: 1; }
.clock { font-size: 52px; font-weight: 300; text-align: center; margin: 24px 0; }
.row { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 12px; }
.spin { width: 36px; height: 36px; margin: 8px 0 16px; border-radius: 50%; border: 4px solid var(--line); border-top-color: var(--accent); animation: spin 1.2s linear infinite; }
@keyframes spin { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .spin { animation: none; } }
@media (min-width: 600px) {
  body { display: grid; place-items: center; padding: 24px; }
  .browser .device { width: 480px; min-height: 0; border-radius: 16px; border: 1px solid var(--line); }
  .app .device { width: 390px; min-height: 780px; border: 10px solid #222b34; border-radius: 40px; overflow: hidden; }
}
`;
