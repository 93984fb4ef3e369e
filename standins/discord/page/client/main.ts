import '@skyra/discord-components-core';
import type { Act } from '../shape.ts';
import { CommandBox } from './command-box.ts';
import { Conversation } from './conversation.ts';
import { found } from './element.ts';
import { drawChannels, drawSide, drawViewer } from './frame.ts';
import { act, lookAt } from './server.ts';
import { refreshTimes } from './time.ts';

/** Who looks, where, and which threads are open: all of it in the address, so that a reload changes nothing. */
const address = new URLSearchParams(location.search);
const viewer = (): string => address.get('viewer') ?? '';
const channel = (): string => address.get('channel') ?? '';

function remember(key: string, value: string): void {
  address.set(key, value);
  history.replaceState(null, '', `?${address.toString()}`);
}

let notice: ReturnType<typeof setTimeout> | undefined;
function complain(error: unknown): void {
  const box = found('notice');
  box.textContent = error instanceof Error ? error.message : String(error);
  box.hidden = false;
  clearTimeout(notice);
  notice = setTimeout(() => (box.hidden = true), 8000);
}

const attempt = (what: Act): void => void act(what).catch(complain);

const conversation = new Conversation(
  found('messages'),
  {
    click: (message, customId) => attempt({ kind: 'click', viewer: viewer(), message, customId }),
    select: (message, customId, values) =>
      attempt({ kind: 'select', viewer: viewer(), message, customId, values: [...values] }),
    remove: (message) => attempt({ kind: 'delete', viewer: viewer(), message }),
    react: (message, emoji, already) =>
      attempt({ kind: already ? 'unreact' : 'react', viewer: viewer(), message, emoji }),
  },
  {
    isOpen: (thread) => address.getAll('thread').includes(thread),
    fold: (thread) => {
      const open = address.getAll('thread');
      if (open.includes(thread)) address.delete('thread', thread);
      else address.append('thread', thread);
      history.replaceState(null, '', `?${address.toString()}`);
      void refresh();
    },
  },
);

const box = new CommandBox(found('box'), {
  run: (name, options) => attempt({ kind: 'slash', viewer: viewer(), channel: channel(), name, options }),
  choices: async (name, option, value, others) => {
    try {
      return await act({ kind: 'autocomplete', viewer: viewer(), channel: channel(), name, option, value, others });
    } catch (error) {
      complain(error);
      return [];
    }
  },
});

function go(key: 'viewer' | 'channel'): (id: string) => void {
  return (id) => {
    remember(key, id);
    void refresh();
  };
}

/** Opens a thread where it stands, below its message, which has the same id. */
function toThread(id: string): void {
  if (!address.getAll('thread').includes(id)) address.append('thread', id);
  history.replaceState(null, '', `?${address.toString()}`);
  void refresh().then(() => bringUp(id));
}

/** After the conversation's own scrolling to its end. */
function bringUp(message: string): void {
  requestAnimationFrame(() =>
    document.querySelector(`[data-message="${CSS.escape(message)}"]`)?.scrollIntoView({ block: 'center' }),
  );
}

/** The side panel is open unless the address says otherwise. */
function drawFolding(): void {
  const open = address.get('side') !== 'off';
  document.body.classList.toggle('no-side', !open);
  found('fold').setAttribute('aria-expanded', String(open));
}
found('fold').addEventListener('click', () => {
  remember('side', address.get('side') === 'off' ? 'on' : 'off');
  drawFolding();
});
drawFolding();

let calm: ReturnType<typeof setTimeout> | undefined;
let looking = false;
let again = false;
/** One look at a time: an answer that overtakes a newer one would bring back what is gone. */
async function refresh(): Promise<void> {
  again = true;
  if (looking) return;
  looking = true;
  try {
    while (again) {
      again = false;
      const state = await lookAt(viewer(), channel());
      // Somebody chose another person or place meanwhile; the next look shows that.
      if (again) continue;
      if (state.viewer !== viewer()) remember('viewer', state.viewer);
      if (state.channel !== channel()) remember('channel', state.channel);
      drawChannels(state, { channel: go('channel'), thread: toThread });
      drawViewer(state, go('viewer'));
      drawSide(state, (roles) => attempt({ kind: 'roles', viewer: viewer(), roles: [...roles] }));
      conversation.draw(state);
      box.update(state);
      // The rate falls by itself, and the world does not tell of what does not happen.
      clearTimeout(calm);
      if (state.perSecond > 0) calm = setTimeout(() => void refresh(), 2000);
    }
  } catch (error) {
    complain(error);
  } finally {
    looking = false;
  }
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[data-to]') : null;
  if (link === null) return;
  event.preventDefault();
  const { channel: place = '', to = '' } = link.dataset;
  remember('channel', place);
  void refresh().then(() => bringUp(to));
});

const events = new EventSource('page/events');
events.addEventListener('message', () => void refresh());
events.addEventListener('open', () => (found('live').textContent = ''));
events.addEventListener('error', () => (found('live').textContent = 'reconnecting…'));
setInterval(refreshTimes, 1000);
