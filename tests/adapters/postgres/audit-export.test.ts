import { expect, test } from 'vitest';
import { verifyExport } from '../../../src/adapters/postgres/admin/verify-export.ts';
import { deployment, ledgerHere } from './ledger-here.ts';

async function* given(lines: readonly string[]): AsyncIterable<string> {
  yield* lines;
}

async function exported() {
  const here = await ledgerHere();
  const view = await here.ledger.wait(deployment());
  await here.ledger.audit({ kind: 'gate.refused', actor: 'ben', facts: { text: 'Ünïcode “ ” \\ \u2028' } });
  const head = await here.ledger.audit({ kind: 'gate.allowed', project: 'advent', facts: { deep: { n: [1, null] } } });
  return { ...here, view, head, lines: await Array.fromAsync(here.admin.exportAudit()) };
}

test('what is exported can be verified without the ledger, also by what a card printed', async () => {
  const { lines, head, admin } = await exported();
  expect(await verifyExport(given(lines))).toEqual({ ok: true, lines: 3, tip: head });
  expect(await verifyExport(given(lines))).toEqual(await admin.verifyAudit());
  expect(await verifyExport(given([...lines, '']), [{ seq: 2, hash: 'aaaaaaaaaaaa' }])).toMatchObject({ seq: 2 });
  const printed = { seq: head.seq, hash: head.hash.slice(0, 12) };
  expect(await verifyExport(given(lines), [printed])).toMatchObject({ ok: true });
  expect(await verifyExport(given(lines.slice(0, 2)), [printed])).toMatchObject({ ok: false, seq: 3 });
});

test.for([
  ['changed', (lines: readonly string[]) => lines.map((line) => line.replace('"ben"', '"mallory"')), 2],
  ['left out', (lines: readonly string[]) => lines.filter((_, index) => index !== 1), 2],
  ['told twice', (lines: readonly string[]) => [lines[0] ?? '', ...lines], 2],
  ['in another order', (lines: readonly string[]) => lines.toReversed(), 1],
] as const)('a line that was %s is found', async ([, change, seq]) => {
  const { lines } = await exported();
  expect(await verifyExport(given(change(lines)))).toMatchObject({ ok: false, seq });
});

test.for([['{'], ['[]'], ['{"seq":1}'], ['{"seq":"1"}'], ['"text"']])('%s is told by its number', async ([text]) => {
  await expect(verifyExport(given(['', text ?? '']))).rejects.toThrow(
    /^Line 2 of the file is no line of an audit: .*greenroom audit export/,
  );
});

test('people read the newest first: a project’s, one deployment’s, or what is older than a line', async () => {
  const { views, view, head } = await exported();
  const [newest, ...older] = await views.audit('advent', {}, 10);
  expect(newest).toMatchObject({ ...head, kind: 'gate.allowed', facts: { deep: { n: [1, null] } } });
  expect(older).toMatchObject([{ seq: 1, kind: 'deployment.wait', deployment: view.number, environment: 'staging' }]);
  expect(await views.audit('advent', {}, 1)).toEqual([newest]);
  expect(await views.audit('advent', { before: head.seq }, 10)).toEqual(older);
  expect(await views.audit('advent', { deployment: view.number }, 10)).toEqual(older);
  expect(await views.audit('advent', { deployment: 99 }, 10)).toEqual([]);
  expect(await views.audit('other', {}, 10)).toEqual([]);
  expect(await views.auditHead()).toEqual(head);
});
