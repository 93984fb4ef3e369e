import type { Tier } from '../core/environment.ts';
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

/** Production was named by hand where it is not offered: refused like anything else, and it goes on record. */
export class ProductionRefused extends Refused {
  readonly place: { readonly project: string; readonly environment: string; readonly tier: Exclude<Tier, 'local'> };
  /** As it was typed: hostile text. */
  readonly typed: string;

  constructor(place: ProductionRefused['place'], typed: string, detail: string) {
    super('environment.production-refused', detail);
    this.place = place;
    this.typed = typed;
  }
}
