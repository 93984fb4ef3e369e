import { auditWords } from '../../core/audit-kind.ts';
import type { AuditAnchor, AuditLine } from '../../ports/views.ts';
import { auditLine, type Drawn, fitting, frame } from './frame.ts';
import { colours } from './standing.ts';
import { ago, code, safe } from './text.ts';

/** For lines; what comes under them is never cut off. One line takes a fourth of it at most. */
const room = 3_200;

/** `#41 🔒 locked · production · by @ben, 3 minutes ago — for the demo`: newest first, a line each. */
export function auditView(
  project: string,
  lines: readonly AuditLine[],
  head: AuditAnchor | undefined,
  asked: { readonly project?: string; readonly deployment?: number; readonly count: number },
): Drawn {
  const drawn = lines.map(lineOf);
  const told = drawn.slice(0, fitting(drawn, room));
  // Counted from what is shown: what was cut off is the next page's.
  const last = lines[told.length - 1];
  const only = [
    ...(asked.project === undefined ? [] : [` project:${asked.project}`]),
    ...(asked.deployment === undefined ? [] : [` deployment:${String(asked.deployment)}`]),
  ].join('');
  const about = asked.deployment === undefined ? '' : ` · deployment ${String(asked.deployment)}`;
  const embed = frame({
    title: `Audit of ${safe(project, 31)}${about}`,
    colour: colours.busy,
    top: [],
    details: [
      ...(lines.length === 0 ? ['There is no line about that.'] : told),
      ...(last === undefined || (told.length === lines.length && lines.length < asked.count) || last.seq === 1
        ? []
        : ['', `Older ones: ${code(`/audit${only} before:${String(last.seq)}`, 100)}`]),
      ...(head === undefined
        ? []
        : [
            '',
            `That nothing was rewritten: ${code(`greenroom audit verify --head ${String(head.seq)}:${head.hash.slice(0, 12)}`, 80)}`,
          ]),
    ],
    ...auditLine(head),
  });
  return { embeds: [embed], components: [] };
}

function lineOf({ seq, at, kind, environment, deployment, actor, facts }: AuditLine): string {
  const parts = [
    `#${String(seq)} ${auditWords(kind) ?? code(kind, 40)}`,
    ...(environment === undefined ? [] : [safe(environment, 31)]),
    ...(deployment === undefined ? [] : [`deployment ${String(deployment)}`]),
    ...(actor === undefined ? [] : [`by ${who(actor)}`]),
  ];
  const why = whyOf(facts);
  return `${parts.join(' · ')} ${ago(at)}${why === '' ? '' : ` — ${why}`}`;
}

/** A mention shows the name and calls nobody: cards are sent without allowed mentions. */
function who(actor: string): string {
  return /^\d{5,20}$/.test(actor) ? `<@${actor}>` : safe(actor, 40);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What was decided and why: of a line's facts only what says something to people; the rest is in the export. */
function whyOf(facts: AuditLine['facts']): string {
  const verdicts: readonly unknown[] = Array.isArray(facts['verdicts']) ? facts['verdicts'] : [];
  const noes = verdicts
    .map((verdict) => text(verdict))
    .filter((verdict) => verdict !== '' && !verdict.endsWith(': yes'));
  return [
    ...people(facts['people']),
    ...(text(facts['operation']) === '' ? [] : [code(text(facts['operation']), 20)]),
    ...noes.slice(0, 3).map((no) => code(no, 60)),
    ...(text(facts['code']) === '' ? [] : [code(text(facts['code']), 40)]),
    ...(text(facts['reason']) === '' ? [] : [`“${safe(text(facts['reason']), 100)}”`]),
    ...(text(facts['detail']) === '' ? [] : [safe(text(facts['detail']), 100)]),
  ].join(' ');
}

/** Whose reaction counts, and whose ended it; of the others the export tells. */
function people(facts: unknown): string[] {
  if (!Array.isArray(facts)) return [];
  const read: readonly unknown[] = facts;
  const those = (wanted: string): string[] =>
    read.flatMap((one) => {
      if (typeof one !== 'object' || one === null || !('standing' in one) || !('userId' in one)) return [];
      return one.standing === wanted ? [who(text(one.userId))] : [];
    });
  const [yes, no] = [those('counts'), those('veto')];
  const words = [
    ...(yes.length > 0 ? [`yes: ${yes.slice(0, 4).join(', ')}`] : []),
    ...(no.length > 0 ? [`no: ${no.slice(0, 4).join(', ')}`] : []),
  ];
  return [words.length === 0 ? 'nobody’s counts' : words.join('; ')];
}
