import { z } from 'zod';

/** The answer of the access token endpoint. A token that could not stand in a header is refused. */
export const accessTokenSchema = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.union([z.string(), z.number()]).nullish(),
  expires_on: z.union([z.string(), z.number()]).nullish(),
});
