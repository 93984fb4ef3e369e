import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { freezeChecks } from '../../src/config/freeze-checks.ts';
import { configSchema } from '../../src/config/schema.ts';
import { frozenAt } from '../../src/core/freeze.ts';

const page = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');
const example = /^promote: \{[\s\S]*?^\}/m.exec(page.slice(page.indexOf('## Freezes')))?.[0] ?? '';

it('the freezes in docs/config.md are taken as they stand, and freeze when the page says', async () => {
  const source = `export default { ${example} }`;
  const loaded: { default: { promote: unknown } } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const project = { repository: 'acme/advent', services: {}, environments: {}, promote: loaded.default.promote };
  const { promote } = configSchema.shape.projects.valueType.parse(project);
  expect(freezeChecks(promote, 'promote')).toEqual([]);
  const calendar = createCalendar();
  const at = (text: string): string => {
    const now = Date.parse(text);
    const state = frozenAt(now, { ...calendar.around(promote, now), manual: [] });
    return state.frozen
      ? `${state.by.map(({ name, kind }) => name || kind).join(' and ')} until ${new Date(state.until ?? 0).toISOString()}`
      : 'open';
  };
  expect(at('2026-11-18T12:00+01:00')).toBe('open');
  expect(at('2026-11-18T20:00+01:00')).toBe('closed until 2026-11-19T08:00:00.000Z');
  expect(at('2026-11-21T12:00+01:00')).toBe('closed and weekend until 2026-11-23T08:00:00.000Z');
  expect(at('2026-12-24T12:00+01:00')).toBe('doors until 2026-12-25T08:00:00.000Z');
});
