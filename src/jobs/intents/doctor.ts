import { countOf } from '../../core/finding.ts';
import { type IntentHandler, done } from './handler.ts';

/** /doctor: this worker looks, with what its role may see. Nothing is changed. */
export const doctor: IntentHandler<'doctor'> = async ({ use }) => {
  const findings = await use.doctor.examine();
  const { fail, unknown, warn, ok } = countOf(findings);
  return {
    ...done('request.done', `${fail} failed, ${unknown} unknown, ${warn} to look at, ${ok} fine.`),
    findings,
  };
};
