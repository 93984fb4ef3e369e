import { type IntentHandler, done } from './handler.ts';

/** A reaction, a reconnect, new evidence or a minute: only means “look again”. Driving reads everything anew and decides. */
export const evaluate: IntentHandler<'evaluate'> = () => Promise.resolve(done('request.done'));
