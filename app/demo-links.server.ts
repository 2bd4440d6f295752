import type { Settings } from '#services/settings';
import type { DemoLinks } from './components/demo-bar';

/** Where the shop and the customer's app are; null outside the demo. */
export function demoLinks({ SIMULATOR_URL, SHOP_URL }: Settings): DemoLinks | null {
  if (SIMULATOR_URL === undefined) return null;
  return { shop: SHOP_URL ?? null, app: `${SIMULATOR_URL}/app` };
}
