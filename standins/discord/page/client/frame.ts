import type { PageState } from '../shape.ts';
import { found, make } from './element.ts';
import { withEmoji } from './emoji.ts';
import { inWords } from './people.ts';

/** Replaces only what differs, so that focus and selection outlive a change elsewhere. What has an id keeps the focus. */
function fill(box: HTMLElement, key: string, draw: () => readonly Node[]): void {
  if (box.dataset['drawn'] === key) return;
  const focused = box.contains(document.activeElement) ? (document.activeElement?.id ?? '') : '';
  box.replaceChildren(...draw());
  box.dataset['drawn'] = key;
  if (focused !== '') document.getElementById(focused)?.focus();
}

export interface Going {
  channel(id: string): void;
  thread(id: string): void;
}

/** The channels, and below the one that is looked at its threads, newest first. */
export function drawChannels(state: PageState, go: Going): void {
  const channels = state.channels.filter(({ parentId }) => parentId === undefined);
  const threads = state.channels.filter(({ parentId }) => parentId === state.channel).toReversed();
  const place = channels.find(({ id }) => id === state.channel);
  found('place').replaceChildren(make('span', { class: 'hash' }, '#'), place?.name ?? '');
  fill(found('channels'), JSON.stringify([channels, threads, state.channel]), () => [
    make('h2', {}, 'Discord stand-in'),
    ...channels.flatMap(({ id, name }) => {
      const button = make(
        'button',
        { type: 'button', 'aria-current': id === state.channel ? 'page' : undefined },
        make('span', { class: 'hash' }, '#'),
        name,
      );
      button.addEventListener('click', () => go.channel(id));
      return [button, ...(id === state.channel ? threads : []).map((thread) => threadButton(thread, go))];
    }),
  ]);
}

function threadButton({ id, name }: PageState['channels'][number], go: Going): HTMLElement {
  const button = make('button', { type: 'button', class: 'below', title: name }, name);
  button.addEventListener('click', () => go.thread(id));
  return button;
}

export function drawViewer(state: PageState, see: (viewer: string) => void): void {
  const people = state.members.filter(({ bot }) => !bot);
  fill(found('who'), JSON.stringify([people, state.roles, state.viewer]), () => {
    const select = document.createElement('select');
    select.setAttribute('aria-label', 'Who is looking');
    for (const { id } of people) select.append(make('option', { value: id }, inWords(state, id)));
    select.value = state.viewer;
    select.addEventListener('change', () => see(select.value));
    return [make('span', {}, 'You are'), select];
  });
}

export function drawSide(state: PageState, give: (roles: readonly string[]) => void): void {
  const { links, requests, perSecond, violations, faults, members, roles, viewer } = state;
  const shown = [links, requests, perSecond, violations, faults, members, roles, viewer];
  fill(found('side'), JSON.stringify(shown), () => [
    ...(links.length === 0
      ? []
      : [
          section(
            'RUNNING NOW',
            links.map((link) => app(link)),
          ),
        ]),
    ...rolesOf(state, give),
    section('WHAT THE BOT SENT', [
      make('div', { id: 'requests' }, `${requests} requests to Discord's API`),
      make('small', { id: 'rate' }, `${perSecond.toFixed(1)} a second just now`),
    ]),
    section(
      'AGAINST DISCORD’S RULES',
      violations.length === 0
        ? [make('div', {}, 'nothing')]
        : violations.map((one) => make('div', { class: 'bad' }, one)),
    ),
    section(
      'FAULTS OF DISCORD',
      faults.length === 0
        ? [make('div', {}, 'none')]
        : faults.map((one) =>
            make('div', { class: 'fault', title: one }, ...withEmoji(one.replaceAll(/\d{15,}/g, '…'))),
          ),
    ),
  ]);
}

/** To see what happens when somebody loses a role while something waits for them. */
function rolesOf({ members, roles, viewer }: PageState, give: (roles: readonly string[]) => void): readonly Node[] {
  const member = members.find(({ id }) => id === viewer);
  if (member === undefined) return [];
  // A bot's own role is nobody else's.
  const given = roles.filter(
    ({ id, name }) => name !== '@everyone' && !members.some((one) => one.bot && one.roles.includes(id)),
  );
  const boxes = given.map(({ id, name }) => {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.id = `role-${id}`;
    box.checked = member.roles.includes(id);
    const others = member.roles.filter((one) => one !== id);
    box.addEventListener('change', () => give(box.checked ? [...others, id] : others));
    return make('label', { class: 'role' }, box, name);
  });
  const says = make('small', {}, 'As the server’s owner gives and takes them.');
  return boxes.length === 0 ? [] : [section(`ROLES OF ${member.name.toUpperCase()}`, [...boxes, says])];
}

function section(title: string, children: readonly Node[]): HTMLElement {
  return make('section', {}, make('h2', {}, title), ...children);
}

function app({ name, url, version }: PageState['links'][number]): HTMLElement {
  const state = version === undefined ? 'does not answer' : `version ${version}`;
  return make(
    'div',
    { class: 'app' },
    make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, name),
    make('small', {}, url),
    make('span', { class: version === undefined ? 'down' : 'up' }, state),
  );
}
