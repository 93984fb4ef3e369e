import { logAnswer } from '../log-answer.ts';
import type { Component } from './define.ts';

/** Logs on a card: the step that failed, else all of them. */
export const logsButton: Component = {
  verb: 'logs',
  action: 'logs',
  run: ({ views }, view) => logAnswer(views, view, view.steps.find(({ state }) => state === 'failed')?.name),
};
