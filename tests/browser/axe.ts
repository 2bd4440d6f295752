import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright/test';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** By night only the colours are others: all that axe knows was looked at by day, at both sizes. */
export const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** What axe finds against WCAG 2.2 AA, one line for each element. */
export async function flawsOf(page: Page, rules?: string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await (rules ? builder.withRules(rules) : builder.withTags(wcag)).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
  );
}
