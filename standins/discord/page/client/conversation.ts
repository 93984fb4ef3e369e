import type { Message, PageState } from '../shape.ts';
import { make } from './element.ts';
import type { Doings } from './message.ts';
import { messageElement } from './message.ts';
import { authorIn, namesOf } from './people.ts';

export interface Folding {
  isOpen(threadId: string): boolean;
  fold(threadId: string): void;
}

/** The messages of a channel. One that did not change keeps its element, and with it focus, hover and selection. */
export class Conversation {
  readonly #box: HTMLElement;
  readonly #doings: Doings;
  readonly #folding: Folding;
  /** Put away by “Dismiss message”; as with Discord, only on this screen. */
  readonly #dismissed = new Set<string>();
  #drawn = new Map<string, { readonly key: string; readonly element: HTMLElement }>();
  #place = '';

  constructor(box: HTMLElement, doings: Doings, folding: Folding) {
    this.#box = box;
    this.#doings = doings;
    this.#folding = folding;
  }

  draw(state: PageState): void {
    const scroller = this.#box.parentElement ?? this.#box;
    const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    const isNewPlace = this.#place !== state.channel;
    this.#place = state.channel;
    const refocus = focusKeeper(this.#box);
    const fresh = new Map<string, { readonly key: string; readonly element: HTMLElement }>();
    const elements = this.#seen(state.messages).map((message) => {
      const { threadId } = message;
      const isOpen = threadId !== undefined && this.#folding.isOpen(threadId);
      const thread = threadId === undefined ? [] : this.#seen(state.threads[threadId] ?? []);
      // Everything that a message is drawn from.
      const key = JSON.stringify([
        message,
        isOpen,
        thread,
        state.viewer,
        state.mayDelete,
        state.members,
        state.roles,
        state.channels,
      ]);
      const before = this.#drawn.get(message.id);
      const element = before?.key === key ? before.element : this.#message(message, state, isOpen, thread);
      fresh.set(message.id, { key, element });
      return element;
    });
    this.#drawn = fresh;
    const wanted = elements.length === 0 ? [empty()] : elements;
    // What goes, goes first: then nothing that stays has to be moved, which would take its focus.
    for (const child of Array.from(this.#box.children)) if (!wanted.some((one) => one === child)) child.remove();
    for (const [index, element] of wanted.entries()) {
      const there = this.#box.children[index];
      if (there !== element) this.#box.insertBefore(element, there ?? null);
    }
    // Components draw themselves after this, and before that they have no height and take no focus.
    requestAnimationFrame(() => {
      refocus();
      if (atEnd || isNewPlace) scroller.scrollTo({ top: scroller.scrollHeight });
    });
  }

  #seen(messages: readonly Message[]): Message[] {
    return messages.filter(({ id }) => !this.#dismissed.has(id));
  }

  #message(message: Message, state: PageState, isOpen: boolean, thread: readonly Message[]): HTMLElement {
    const element = messageElement(message, (id) => authorIn(state, id), namesOf(state), this.#doings);
    if (message.ephemeralFor !== undefined) {
      Reflect.set(element, 'dismissMessageClicked', () => {
        this.#dismissed.add(message.id);
        element.remove();
      });
    }
    if (state.mayDelete && message.ephemeralFor === undefined) {
      const remove = make(
        'button',
        { type: 'button', class: 'remove', slot: 'reply', title: 'Delete message' },
        'Delete',
      );
      remove.addEventListener('click', () => this.#doings.remove(message.id));
      element.append(remove);
    }
    const { threadId } = message;
    if (threadId !== undefined) {
      const name = state.channels.find(({ id }) => id === threadId)?.name ?? 'Thread';
      const cta = isOpen ? 'Close' : `${thread.length} ${thread.length === 1 ? 'Message' : 'Messages'}`;
      const head = make('discord-thread', { name, cta, role: 'button', tabindex: 0, 'aria-expanded': String(isOpen) });
      head.addEventListener('click', () => this.#folding.fold(threadId));
      head.addEventListener('keydown', ({ key }) => {
        if (key === 'Enter' || key === ' ') this.#folding.fold(threadId);
      });
      const inside = isOpen ? thread.map((one) => this.#message(one, state, false, [])) : [];
      element.append(
        make('div', { slot: 'thread' }, head, ...(isOpen ? [make('div', { class: 'thread' }, ...inside)] : [])),
      );
    }
    return element;
  }
}

/** A reaction that was tapped by keyboard is drawn anew with its count; the keyboard stays on it. */
function focusKeeper(box: HTMLElement): () => void {
  const focused = document.activeElement;
  const emoji = focused?.getAttribute('data-emoji') ?? undefined;
  const message = focused?.closest('[data-message]')?.getAttribute('data-message') ?? undefined;
  if (emoji === undefined || message === undefined) return () => undefined;
  return () => {
    if (focused?.isConnected === true) return;
    const again = box.querySelector(`[data-message="${CSS.escape(message)}"] [data-emoji="${CSS.escape(emoji)}"]`);
    if (again instanceof HTMLElement) again.focus();
  };
}

function empty(): HTMLElement {
  return make(
    'div',
    { class: 'empty' },
    make('strong', {}, 'Nothing here yet'),
    'What the bot says in this channel appears by itself.',
  );
}
