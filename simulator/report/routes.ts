import { Router } from 'express';
import type { Answer, ApiCall, GatewayStyle } from '#simulator/http/answer';
import { type ServedOperation, serveOperation } from '#simulator/http/serve-operation';
import { answerDates } from '#simulator/report/dates';
import { answerFeed } from '#simulator/report/feed';
import { answerLedgers } from '#simulator/report/ledgers';
import { ledgersGateway, reportGateway } from '#simulator/report/report-gateway';
import type { World } from '#simulator/world';

/** The Report API endpoints. */
export function reportRoutes(world: World): Router {
  const operation = (
    name: 'ledgers' | 'dates' | 'feed',
    style: GatewayStyle,
    answer: (world: World, call: ApiCall) => Answer,
  ): ServedOperation => ({
    style,
    describe: (call) => ({ operation: name, ledgerId: call.path.ledgerId, topic: call.path.topic }),
    handler: (call) => answer(world, call),
  });
  const router = Router();
  router.get(
    '/settlement/v1/ledgers',
    serveOperation(world, operation('ledgers', ledgersGateway, answerLedgers)),
  );
  const report = '/report/v2/ledgers/:ledgerId/:topic';
  router.get(
    `${report}/dates/:ledgerDate`,
    serveOperation(world, operation('dates', reportGateway, answerDates)),
  );
  router.get(`${report}/feed`, serveOperation(world, operation('feed', reportGateway, answerFeed)));
  return router;
}
