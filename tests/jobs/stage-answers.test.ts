import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../src/core/reason.ts';
import { reasons } from '../../src/core/reason.ts';
import type { StageTool, ToolWish } from '../../src/core/stage-tool.ts';
import { type Stage, cast, config, stage } from './stage.ts';

const cara = { discordId: cast.cara, name: 'cara' };

async function served(): Promise<Stage> {
  const here = await stage(config, 'memory');
  await here.pushes('one');
  await here.looksAround();
  return here;
}

const plays = (here: Stage, wish: ToolWish) =>
  here.wants({ project: 'advent', environment: 'staging', tier: 'staging', ...wish });
const draw: ToolWish = { kind: 'draw', actor: cara, input: {} };

describe('what somebody reads who has played with staging', () => {
  it('says that production is untouched, what to do before a promotion, and leads to the card for it', async () => {
    const here = await served();
    const { lines, deployment } = await plays(here, { kind: 'unlock-day', actor: cara, input: { day: 3 } });
    expect(lines).toEqual([
      'Day 3 is open.',
      'Production is untouched. Before this version is promoted, press “Verify again” on its card.',
    ]);
    expect(deployment).toBe((await here.newest('staging')).id);
  });

  const refused = async (tool: StageTool, code: ReasonCode, detail: string): Promise<readonly string[]> => {
    const here = await served();
    here.app.refuses.set(tool, { code, detail });
    return (await plays(here, { kind: 'undo-reset', actor: cara, input: {} })).lines;
  };

  it('is told once why it was refused: what the code says already is not said again', async () => {
    const code = 'stage.nothing-to-undo';
    const what =
      'Production is untouched. All the same, before this version is promoted, press “Verify again” on its card.';
    expect(await refused('undo-reset', code, reasons[code].means)).toEqual([what]);
    expect(await refused('undo-reset', code, `${reasons[code].means} It ended on Monday.`)).toEqual([
      'It ended on Monday.',
      what,
    ]);
  });

  it('reads the winners by prize, the verdicts with a sign, and the seed on a line of its own', async () => {
    const { lines } = await plays(await served(), draw);
    expect(lines.slice(0, -1)).toEqual([
      'Rehearsal of main: 1 of 3 win. Nothing can be claimed.',
      '✓ Nobody wins twice.',
      '✓ As even as chance (p = 0.370).',
      'mug: ana',
      'Seed: ab',
      'SHA-256 of it, as published before a draw: cd',
    ]);
  });

  it('is not told that one who takes part alone won as evenly as chance', async () => {
    const here = await served();
    here.app.drawsAlone = true;
    const { lines } = await plays(here, draw);
    expect(lines).toContain('Too few take part to measure how even it is.');
    expect(lines.join(' ')).not.toContain('As even as chance');
  });

  it('is told whom a simulation was about', async () => {
    const here = await served();
    here.app.judges = { eligible: false, because: ['Has given no feedback yet'] };
    const { lines } = await plays(here, { kind: 'simulate', actor: cara, input: { user: 'Nora Example' } });
    expect(lines[0]).toBe('Nora Example is not eligible: Has given no feedback yet.');
  });

  it('reads staging’s time and the real one as two lines', async () => {
    const { lines } = await plays(await served(), { kind: 'clock', actor: cara, input: { by: 3_600_000 } });
    expect(lines.slice(0, 2)).toEqual([
      'Staging’s clock says 2026-12-24T18:00:00.000Z.',
      'Really it is 2026-11-01T00:00:00.000Z.',
    ]);
  });
});
