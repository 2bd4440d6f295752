/** The shop's settings, read from the environment and checked before anything starts. */
import { z } from 'zod';

export function readShopSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = shopSettingsSchema.safeParse(given);
  if (result.success) return { kind: 'valid', settings: result.data };
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { kind: 'invalid', problems };
}

export type SettingsResult =
  | { readonly kind: 'valid'; readonly settings: ShopSettings }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

const webAddress = z
  .url({ protocol: /^https?$/, hostname: /.+/ })
  .refine((text) => !/[?#]/.test(text), 'must have no query')
  .transform((text) => text.replace(/\/+$/, ''));
const msn = z.string().regex(/^\d{5,6}$/, 'must be 5 or 6 digits');
const secret = z.string().regex(/^[\x21-\x7e]+$/, 'must be plain text without spaces');

export const shopSettingsSchema = z.object({
  SHOP_HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 = any free one. */
  SHOP_PORT: z.coerce.number().int().min(0).max(65_535).default(4020),
  SHOP_DB: z.string().min(1).default('data/shop.db'),
  /** The shop as customers reach it; http://127.0.0.1:PORT unless told. Short, since Vipps takes 255 characters in all. */
  SHOP_URL: webAddress.refine((text) => text.length <= 150, 'must be at most 150 characters').optional(),
  VIPPS_BASE_URL: webAddress,
  VIPPS_CLIENT_ID: secret,
  VIPPS_CLIENT_SECRET: secret,
  VIPPS_SUBSCRIPTION_KEY: secret,
  DESK_URL: webAddress,
  DESK_API_TOKEN: secret,
  SHOP_MSN: msn.default('123456'),
  /** Gift cards are sold by a sales unit of their own, which takes the money at once. */
  GIFT_CARD_MSN: msn.default('123458'),
  /** The simulator whose clock the shop follows in the demo. Real time unless told. */
  CLOCK_URL: z.url({ protocol: /^https?$/ }).optional(),
});

export type ShopSettings = z.infer<typeof shopSettingsSchema>;
