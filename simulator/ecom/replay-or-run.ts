import { ecomContentType, refusalAnswer } from '#simulator/ecom/errors';
import type { Answer } from '#simulator/http/answer';
import type { RequestKey } from '#simulator/store/request-result-store';
import type { World } from '#simulator/world';

/**
 * Runs a command once per request id. The result of the first run, success or refusal, is stored in the same
 * database transaction as its effect, and comes again for the same body; another body is error 93. What never
 * reached the payment (a bad field, no token, too many calls, an unknown or locked order) is no result.
 */
export function replayOrRun(world: World, key: RequestKey, body: unknown, run: () => Answer): Answer {
  const requestBody = canonicalJson(body);
  const first = world.results.find(key);
  if (first) {
    if (first.requestBody !== requestBody) return refusalAnswer('93');
    return { status: first.status, contentType: ecomContentType, body: first.answer };
  }
  return world.atomically(() => {
    const answer = run();
    world.results.insert(key, { requestBody, status: answer.status, answer: answer.body ?? '' });
    return answer;
  });
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
