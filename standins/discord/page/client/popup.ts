import { make } from './element.ts';

export interface Offer {
  readonly name: string;
  readonly about?: string;
  pick(): void;
}

/** The list above the command box, for mouse and keyboard. */
export class Popup {
  readonly element = make('div', { class: 'popup', role: 'listbox', hidden: true });
  #offers: readonly Offer[] = [];
  #active = 0;

  show(title: string, offers: readonly Offer[]): void {
    this.#offers = offers;
    this.#active = 0;
    const rows = offers.map((offer) => {
      const about = offer.about === undefined ? [] : [make('small', {}, offer.about)];
      const row = make('div', { role: 'option' }, make('b', {}, offer.name), ...about);
      // Before the field loses its focus, which would close this list.
      row.addEventListener('mousedown', (event) => {
        event.preventDefault();
        offer.pick();
      });
      return row;
    });
    this.element.replaceChildren(make('h3', {}, title), ...rows);
    this.element.hidden = offers.length === 0;
    this.#mark();
  }

  hide(): void {
    this.show('', []);
  }

  /** Whether the key was for the list. */
  key(event: KeyboardEvent): boolean {
    if (this.element.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      this.#active = (this.#active + step + this.#offers.length) % this.#offers.length;
      this.#mark();
    } else if (event.key === 'Escape') this.hide();
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) this.#offers[this.#active]?.pick();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #mark(): void {
    const rows = this.element.querySelectorAll('[role=option]');
    for (const [index, row] of rows.entries()) row.setAttribute('aria-selected', String(index === this.#active));
    rows[this.#active]?.scrollIntoView({ block: 'nearest' });
  }
}
