import type { Case } from '../case.ts';
import { webhookIntake } from './webhook-intake.ts';

/** In the order in which they run. */
export const cases: readonly Case[] = [webhookIntake];
