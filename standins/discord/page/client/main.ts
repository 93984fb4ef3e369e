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
      drawChannels(state, go('channel'));
      drawViewer(state, go('viewer'));
      drawSide(state);
      conversation.draw(state);
      box.update(state);
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
  void refresh().then(() => {
    // After the conversation's own scrolling to its end.
    requestAnimationFrame(() => document.querySelector(`[data-message="${to}"]`)?.scrollIntoView({ block: 'center' }));
  });
});

const events = new EventSource('page/events');
events.addEventListener('message', () => void refresh());
events.addEventListener('open', () => (found('live').textContent = ''));
events.addEventListener('error', () => (found('live').textContent = 'reconnecting…'));
setInterval(refreshTimes, 1000);
