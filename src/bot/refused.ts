import type { ReasonCode } from '../core/reason.ts';

/** The person is told, with code and remedy; every other error is logged and told as “something broke”. */
export class Refused extends Error {
  readonly code: ReasonCode;
  readonly detail: string | undefined;
  /** Ids of the roles whose members may, where it is a matter of roles. */
  readonly rolesThatMay: readonly string[];

  constructor(code: ReasonCode, detail?: string, rolesThatMay: readonly string[] = []) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'Refused';
    this.code = code;
    this.detail = detail;
    this.rolesThatMay = rolesThatMay;
  }
}
