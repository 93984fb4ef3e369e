import { make } from './element.ts';

const styles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

export function ago(seconds: number, now = Date.now() / 1000): string {
  const away = Math.round(seconds - now);
  const [unit, size] = units.find(([, length]) => Math.abs(away) >= length) ?? ['second', 1];
  return relative.format(Math.trunc(away / size), unit);
}

export function clockTime(milliseconds: number, style = 'f'): string {
  return new Intl.DateTimeFormat(undefined, styles[style] ?? styles['f']).format(milliseconds);
}

/** `<t:…>` in the reader's own zone. The relative kind is kept true by `refreshTimes`. */
export function timeElement(seconds: number, style: string): HTMLElement {
  // Beyond this a Date knows no day.
  if (Math.abs(seconds) > 8.64e12) return make('span', {}, `<t:${seconds}:${style}>`);
  const text = style === 'R' ? ago(seconds) : clockTime(seconds * 1000, style);
  return make(
    'time',
    { class: 'stamp', title: clockTime(seconds * 1000, 'F'), 'data-ago': style === 'R' ? seconds : undefined },
    text,
  );
}

export function refreshTimes(): void {
  for (const element of document.querySelectorAll<HTMLElement>('time[data-ago]')) {
    const text = ago(Number(element.dataset['ago']));
    if (element.textContent !== text) element.textContent = text;
  }
}
