import type { Case } from '../case.ts';
import { eventApp } from './event-app.ts';
import { idle } from './idle.ts';
import { pipeline } from './pipeline.ts';
import { promotion } from './promotion.ts';
import { pushToFirstProcess } from './push-to-first-process.ts';
import { stageTools } from './stage-tools.ts';
import { start } from './start.ts';
import { wayBack } from './way-back.ts';
import { webhookIntake } from './webhook-intake.ts';

/** In the order in which they run. */
export const cases: readonly Case[] = [
  pushToFirstProcess,
  pipeline,
  promotion,
  wayBack,
  start,
  idle,
  webhookIntake,
  eventApp,
  stageTools,
];
