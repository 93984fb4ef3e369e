import type { Case } from '../case.ts';
import { idle } from './idle.ts';
import { pipeline } from './pipeline.ts';
import { pushToFirstProcess } from './push-to-first-process.ts';
import { start } from './start.ts';
import { webhookIntake } from './webhook-intake.ts';

/** In the order in which they run. */
export const cases: readonly Case[] = [pushToFirstProcess, pipeline, start, idle, webhookIntake];
