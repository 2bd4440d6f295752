/** The things of the catalogue as flat shapes on a field of 320 by 240, standing on a ground at 212. */
import { type Html, html } from '#shop/pages/html';

export const gear: Readonly<Record<string, Html>> = {
  'rain-jacket': html`<path d="m128 78-34 22-18 74 22 6 12-44v72h100v-72l12 44 22-6-18-74-34-22z" fill="#e0b13c"/>
<path d="M128 78c0-26 14-40 32-40s32 14 32 40c-10 12-54 12-64 0z" fill="#c8982a"/>
<path d="M140 76c0-16 8-26 20-26s20 10 20 26c-8 8-32 8-40 0z" fill="#4c5a63"/>
<path d="M160 84v124" stroke="#7d5d12" stroke-width="3"/>
<path d="M120 156h28v26h-28zM172 156h28v26h-28z" fill="#c8982a"/>
<path d="M110 198h100v10H110z" fill="#b4851f"/>`,
  'wool-base-layer': html`<path d="m130 72-40 22-16 76 24 6 14-46v78h96v-78l14 46 24-6-16-76-40-22c-6 12-54 12-60 0z" fill="#a63d40"/>
<path d="M130 72c6 12 54 12 60 0l-8-6c-8 8-36 8-44 0z" fill="#7d2a30"/>
<path d="M112 118h96v12h-96zM112 142h96v6h-96z" fill="#f3e3cf"/>
<path d="m120 130 8 12 8-12 8 12 8-12 8 12 8-12 8 12 8-12 8 12 8-12" fill="none" stroke="#f3e3cf" stroke-width="3"/>
<path d="M112 200h96v8h-96zM74 170l24 6-2 10-24-6zM246 170l-24 6 2 10 24-6z" fill="#7d2a30"/>`,
  'trail-shoes': html`<path d="M72 120c14 10 34 12 46 2 24 22 50 34 92 40 26 4 40 14 40 34H72z" fill="#2a7f8e"/>
<path d="M72 120c14 10 34 12 46 2l14 12c-18 20-40 22-60 16z" fill="#1c5965"/>
<path d="M206 162c30 2 44 14 44 34h-62c2-18 8-30 18-34z" fill="#1c5965"/>
<path d="m138 140-10 16m26-6-10 16m27-9-9 16m26-11-7 15" stroke="#f3e3cf" stroke-width="5" stroke-linecap="round"/>
<path d="M66 194h190c4 12-2 18-14 18H78c-10 0-14-8-12-18z" fill="#f0d9a8"/>
<path d="M76 212h14v6H76zm26 0h14v6h-14zm26 0h14v6h-14zm26 0h14v6h-14zm26 0h14v6h-14zm26 0h14v6h-14zm26 0h10v6h-10z" fill="#8a6a3a"/>`,
  'head-lamp': html`<path d="M160 140 24 92v106z" fill="#fbe9a9" opacity=".55"/>
<path d="M124 140c0-52 40-86 92-78 34 6 50 40 44 78" fill="none" stroke="#d1603d" stroke-width="16"/>
<path d="M124 140c0-52 40-86 92-78 34 6 50 40 44 78" fill="none" stroke="#f3e3cf" stroke-width="3" stroke-dasharray="8 8"/>
<rect x="112" y="112" width="74" height="58" rx="14" fill="#33424f"/>
<circle cx="140" cy="141" r="22" fill="#fff3c4"/><circle cx="140" cy="141" r="12" fill="#fffdf2"/>
<circle cx="173" cy="130" r="5" fill="#d1603d"/><rect x="166" y="146" width="14" height="8" rx="4" fill="#73879a"/>
<path d="M112 204c60-20 120-10 148-64l14 6c-20 60-90 62-154 70z" fill="#b34c2c"/>`,
  tent: html`<path d="M36 212C60 130 104 96 160 92c60 0 104 44 126 120z" fill="#d1603d"/>
<path d="M160 92c-34 24-50 66-54 120h60c-2-44-4-88-6-120z" fill="#a9452a"/>
<path d="M160 92c-20 30-28 70-28 120h20c0-44 2-86 8-120z" fill="#3a2530"/>
<path d="M160 92c30 22 54 66 62 120M104 112c-16 24-28 58-32 100" fill="none" stroke="#f3d8c4" stroke-width="3"/>
<path d="m36 212-18 6m268-6 18 6M160 92l10-16" stroke="#f3e3cf" stroke-width="3" stroke-linecap="round"/>
<path d="m170 76 20 4-18 8z" fill="#f2c14e"/>`,
  thermos: html`<path d="M180 46c10-10-6-18 4-28M146 46c10-10-6-18 4-28" fill="none" stroke="#fdf6ea" stroke-width="4" stroke-linecap="round" opacity=".8"/>
<rect x="122" y="92" width="66" height="120" rx="12" fill="#3c6e71"/>
<rect x="128" y="80" width="54" height="16" fill="#cfd8d9"/>
<path d="M130 56h50a6 6 0 0 1 6 6v20h-62V62a6 6 0 0 1 6-6z" fill="#24484a"/>
<path d="M122 124h66v34h-66z" fill="#f3e3cf"/>
<path d="m130 154 14-18 10 12 8-8 18 14z" fill="#d1603d"/>
<path d="M134 98v108" stroke="#6fa3a5" stroke-width="5" stroke-linecap="round" opacity=".6"/>
<path d="M206 170h44v30a12 12 0 0 1-12 12h-20a12 12 0 0 1-12-12z" fill="#f2c14e"/>
<path d="M250 178h8a8 8 0 0 1 0 18h-8" fill="none" stroke="#f2c14e" stroke-width="6"/>
<ellipse cx="228" cy="171" rx="22" ry="5" fill="#5b3a22"/>`,
  map: html`<path d="m58 92 68-22 68 22 68-22v120l-68 22-68-22-68 22z" fill="#f5ecd7"/>
<path d="m126 70 68 22v120l-68-22z" fill="#e4d6b8"/>
<path d="M58 160c30-16 44 8 68-6s40 14 68 4 44-18 68-8v40l-68 22-68-22-68 22z" fill="#8fc1b5"/>
<g fill="none" stroke="#b98b5e" stroke-width="2"><path d="M76 134c10-26 44-30 46-8s-30 26-46 8z"/><path d="M86 130c8-14 26-16 26-4s-18 14-26 4z"/><path d="M206 122c8-22 40-28 44-8s-28 30-44 8z"/><path d="M216 120c6-12 22-14 22-4s-16 14-22 4z"/></g>
<path d="M84 184c30-40 60-20 84-50s40-12 62-40" fill="none" stroke="#a63d40" stroke-width="4" stroke-dasharray="7 7" stroke-linecap="round"/>
<path d="M230 66c12 0 18 8 18 17 0 12-18 27-18 27s-18-15-18-27c0-9 6-17 18-17z" fill="#d1603d"/><circle cx="230" cy="83" r="7" fill="#f5ecd7"/>`,
  'gift-card': html`<rect x="62" y="90" width="196" height="120" rx="14" fill="#1f4e4a"/>
<path d="M62 178 112 132l34 34 28-26 84 64a14 14 0 0 1-12 6H76a14 14 0 0 1-14-14z" fill="#2f6d64"/>
<path d="M204 90h22v120h-22z" fill="#f2c14e"/>
<path d="M62 128h196v18H62z" fill="#f2c14e"/>
<path d="M215 128c-34-6-42-42-24-46 16-4 24 24 24 46 0-22 8-50 24-46 18 4 10 40-24 46z" fill="#d1603d"/>
<circle cx="215" cy="128" r="9" fill="#a9452a"/>
<path d="M84 112h60" stroke="#f6efe2" stroke-width="6" stroke-linecap="round"/>`,
};
