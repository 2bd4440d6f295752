/** The pictures: one landscape under different skies, and the thing itself in front of it. Flat shapes, drawn for this shop. */
import { assertNever } from '#core/assert-never';
import { gear } from '#shop/catalogue/gear';
import { type Html, html } from '#shop/pages/html';

/** Decoration: the name of the product stands beside it. */
export function illustration(slug: string): Html {
  const sky = skyOf(slug);
  return html`<svg class="picture" viewBox="0 0 320 240" aria-hidden="true" focusable="false">
<rect width="320" height="240" fill="${sky.air}"/>
${sky.light}
<path d="M0 150 46 96l30 30 42-62 52 70 34-40 44 52 32-26 40 36v84H0z" fill="${sky.far}"/>
<path d="m118 64 17 23-12-3-9 7-8-12zM46 96l12 12-9-1-8 6-6-4z" fill="${sky.snow}"/>
<path d="M0 176c40-22 84-26 130-10s120 12 190-14v88H0z" fill="${sky.near}"/>
<path d="M0 206c70-20 140-14 196-2 46 10 86 8 124-2v38H0z" fill="${sky.ground}"/>
<ellipse cx="160" cy="212" rx="84" ry="8" fill="#10222a" opacity=".22"/>
${gear[slug] ?? gear.tent}
</svg>`;
}

/** The mark beside the name: two summits and their reflection. */
export const brandMark = html`<svg class="mark" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
<circle cx="20" cy="20" r="19" fill="#1f4e4a"/>
<circle cx="27" cy="12" r="4" fill="#f2c14e"/>
<path d="m5 24 9-13 6 8 4-5 11 10z" fill="#f6efe2"/>
<path d="M7 27h26M11 31h18" stroke="#8fc1b5" stroke-width="2" stroke-linecap="round"/>
</svg>`;

interface Sky {
  readonly air: string;
  readonly light: Html;
  readonly far: string;
  readonly snow: string;
  readonly near: string;
  readonly ground: string;
}

function skyOf(slug: string): Sky {
  const name = skies[slug] ?? 'day';
  switch (name) {
    case 'day':
      return {
        air: '#cfe3e6',
        light: html`<circle cx="252" cy="58" r="24" fill="#f7d98b"/>`,
        far: '#7fa3a8',
        snow: '#f4f8f7',
        near: '#4f7f76',
        ground: '#2f5d55',
      };
    case 'rain':
      return {
        air: '#aebfc9',
        light: html`<path d="M40 24l-8 22M88 14l-8 22M136 26l-8 22M226 18l-8 22M274 30l-8 22M300 70l-8 22M22 76l-8 22" stroke="#e9f1f4" stroke-width="3" stroke-linecap="round"/>`,
        far: '#71879a',
        snow: '#dfe7ea',
        near: '#4c6a78',
        ground: '#34515e',
      };
    case 'dusk':
      return {
        air: '#f1c9a5',
        light: html`<circle cx="236" cy="92" r="32" fill="#f6e3b0"/>`,
        far: '#a9737a',
        snow: '#f8e6d8',
        near: '#6d5a72',
        ground: '#4a4561',
      };
    case 'night':
      return {
        air: '#1c2c46',
        light: html`<g fill="#e8eefc"><circle cx="40" cy="40" r="1.6"/><circle cx="92" cy="24" r="1.2"/><circle cx="196" cy="34" r="1.6"/><circle cx="284" cy="26" r="1.3"/><circle cx="300" cy="84" r="1.5"/><circle cx="20" cy="96" r="1.2"/></g><path d="M20 74c60-34 110 20 170-8s90-6 130-26v22c-50 14-80 0-130 22S80 72 20 96z" fill="#58b39a" opacity=".45"/>`,
        far: '#2d4465',
        snow: '#9fb7d6',
        near: '#22384f',
        ground: '#16283a',
      };
    default:
      return assertNever(name);
  }
}

const skies: Readonly<Record<string, 'day' | 'rain' | 'dusk' | 'night'>> = {
  'rain-jacket': 'rain',
  'head-lamp': 'night',
  tent: 'dusk',
  thermos: 'dusk',
  'trail-shoes': 'rain',
  'gift-card': 'dusk',
};
