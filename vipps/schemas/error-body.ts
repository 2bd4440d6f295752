/** The bodies in which Vipps and the gateways before it explain a failure. Each is loose: fields come and go. */
import { z } from 'zod';

const textOrNumber = z.union([z.string(), z.number()]).transform(String);

/** One application error of eCom; the Report API uses the same words without a group, with a number as code. */
export const applicationErrorSchema = z.looseObject({
  errorGroup: z.string().nullish(),
  errorCode: textOrNumber,
  errorMessage: z.string().nullish(),
  contextId: z.string().nullish(),
});

export const applicationErrorsSchema = z.union([
  z.array(applicationErrorSchema).min(1),
  applicationErrorSchema.transform((error) => [error]),
]);

/** API management at the edge: `{statusCode, message}`. */
export const gatewayErrorSchema = z.looseObject({ statusCode: textOrNumber, message: z.string() });

/** The form that the eCom file calls an error from Azure. */
export const azureErrorSchema = z.looseObject({
  responseInfo: z.looseObject({
    responseCode: textOrNumber.optional(),
    responseMessage: z.string().optional(),
  }),
  result: z.looseObject({ message: z.string().optional() }).optional(),
});

/** The Report API's 401: `{code, message}`. */
export const reportErrorSchema = z.looseObject({ code: textOrNumber, message: z.string() });

/** application/problem+json (RFC 9457). */
export const problemSchema = z.looseObject({
  title: z.string(),
  detail: z.string().nullish(),
  instance: z.string().nullish(),
  traceId: z.string().nullish(),
});

/** OAuth, as the access token endpoint answers when a client id is wrong. */
export const oauthErrorSchema = z.looseObject({ error: z.string(), error_description: z.string().nullish() });
