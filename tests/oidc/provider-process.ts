/**
 * The provider as a process of its own, for browser tests and the demo: `node --import tsx tests/oidc/provider-process.ts`. PORT,
 * REDIRECT_URI, POST_LOGOUT_REDIRECT_URI (each several, by spaces), CLIENT_ID and CLIENT_SECRET may be set. The settings for the desk are
 * printed as one line of JSON when it is ready. SIGTERM ends it.
 */
import { startProvider } from './start-provider';

const { PORT, REDIRECT_URI, POST_LOGOUT_REDIRECT_URI, CLIENT_ID, CLIENT_SECRET } = process.env;
const provider = await startProvider({
  port: PORT ? Number(PORT) : undefined,
  redirectUris: REDIRECT_URI?.split(/\s+/),
  postLogoutRedirectUris: POST_LOGOUT_REDIRECT_URI?.split(/\s+/),
  clientId: CLIENT_ID || undefined,
  clientSecret: CLIENT_SECRET || undefined,
});
console.error(`Provider is ready: ${provider.issuer}`);
console.log(JSON.stringify({ issuer: provider.issuer, environment: provider.environment }));
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void provider.close().then(() => process.exit(0)));
