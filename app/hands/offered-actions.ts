import { handKeys } from './keys';
import type { Entry } from './palette-entries';

const keyOf = Object.fromEntries(Object.entries(handKeys).map(([key, name]) => [name, key]));
const choices = new Set(['choice', 'log-out']);

/** What is offered on the screen under `data-hand`: links and buttons that the palette presses by their names. */
export function offeredActions(): Entry[] {
  const offered = [...document.querySelectorAll<HTMLElement>('[data-hand]:not(:disabled)')];
  return offered.map((element, index) => {
    const name = element.dataset.hand ?? '';
    return {
      key: `${name} ${index}`,
      group: choices.has(name) ? 'choices' : 'actions',
      label: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim(),
      hint: keyOf[name],
      run: () => element.click(),
    };
  });
}
