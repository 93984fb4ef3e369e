import type { LedgerAdmin } from '../../../ports/ledger-admin.ts';
import type { AuditAnchor } from '../../../ports/views.ts';
import { beginning, lineHash } from '../audit.ts';
import type { AuditRow } from '../tables.ts';

export type Finding = Awaited<ReturnType<LedgerAdmin['verifyAudit']>>;
type Broken = Extract<Finding, { readonly ok: false }>;

/** Goes along a chain from its beginning, wherever its lines come from, and knows how much of each head was met. */
export class Walk {
  tip: AuditAnchor = { seq: 0, hash: beginning };
  readonly #heads: readonly AuditAnchor[];
  readonly #met = new Map<number, string>();

  constructor(heads: readonly AuditAnchor[]) {
    this.#heads = heads;
  }

  /** What is wrong with the next line. */
  take(line: AuditRow): Broken | undefined {
    const seq = this.tip.seq + 1;
    if (line.seq !== seq)
      return { ok: false, seq, found: `no line ${seq}; the next is ${line.seq}`, wanted: `line ${seq}` };
    if (line.previous !== this.tip.hash) return { ok: false, seq, found: line.previous, wanted: this.tip.hash };
    const hash = lineHash(line);
    if (line.hash !== hash) return { ok: false, seq, found: line.hash, wanted: hash };
    this.tip = { seq, hash };
    if (this.#heads.some((head) => head.seq === seq)) this.#met.set(seq, hash);
    return undefined;
  }

  /** Whoever can rewrite the ledger can rewrite the whole chain and its anchors; not what people have read in Discord. */
  end(): Finding {
    for (const { seq, hash } of this.#heads) {
      const met = this.#met.get(seq);
      if (met?.startsWith(hash) === true) continue;
      const found = met ?? 'no such line: the end of the chain was cut off';
      return { ok: false, seq, found, wanted: `${hash}, which a card printed` };
    }
    return { ok: true, lines: this.tip.seq, ...(this.tip.seq === 0 ? {} : { tip: this.tip }) };
  }
}
