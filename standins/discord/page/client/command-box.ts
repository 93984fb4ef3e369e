import type { Choice, Command, PageState, Values } from '../shape.ts';
import { make } from './element.ts';
import { OptionField } from './option-field.ts';
import { Popup } from './popup.ts';

export interface Running {
  run(name: string, options: Values): void;
  choices(name: string, option: string, value: string, others: Values): Promise<readonly Choice[]>;
}

/** Where commands are written: `/` lists them, a picked one shows its options, Enter runs it, Escape drops it. */
export class CommandBox {
  readonly #popup = new Popup();
  readonly #entry = make('div', { class: 'entry' });
  readonly #text = document.createElement('input');
  readonly #running: Running;
  #state: PageState | undefined;
  #command: { readonly name: string; readonly fields: readonly OptionField[] } | undefined;
  /** Only the answer to the newest question is shown: older ones may come later. */
  #asked = 0;

  constructor(box: HTMLElement, running: Running) {
    this.#running = running;
    this.#text.autocomplete = 'off';
    this.#text.setAttribute('aria-label', 'Command');
    this.#text.addEventListener('input', () => this.#list());
    this.#text.addEventListener('focus', () => this.#list());
    box.append(this.#popup.element, this.#entry);
    box.addEventListener('keydown', (event) => {
      if (this.#popup.key(event)) return;
      if (event.key === 'Escape') this.#drop();
      if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
        event.preventDefault();
        this.#send();
      }
    });
    box.addEventListener('focusout', ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && box.contains(relatedTarget))) this.#popup.hide();
    });
    this.#entry.append(this.#text);
  }

  /** A command that is being written stays, unless somebody else looks now. */
  update(state: PageState): void {
    const other = this.#state !== undefined && this.#state.viewer !== state.viewer;
    this.#state = state;
    const place = state.channels.find(({ id }) => id === state.channel)?.name ?? '';
    this.#text.placeholder = `Type / for commands in #${place}`;
    if (other) this.#drop(false);
  }

  #list(): void {
    const typed = this.#text.value;
    const commands = typed.startsWith('/') ? (this.#state?.commands ?? []) : [];
    const fitting = commands.filter(({ name }) => `/${name}`.startsWith(typed.trim()));
    this.#popup.show(
      'COMMANDS',
      fitting.map((command) => ({
        name: `/${command.name}`,
        ...(command.description === undefined ? {} : { about: command.description }),
        pick: () => this.#open(command),
      })),
    );
  }

  #open(command: Command): void {
    const fields = (command.options ?? []).map((option) => new OptionField(option));
    this.#command = { name: command.name, fields };
    for (const field of fields) {
      const offer = (): void => void this.#offer(field);
      field.input.addEventListener('input', offer);
      field.input.addEventListener('focus', offer);
    }
    const run = make('button', { type: 'button' }, 'Run');
    run.addEventListener('click', () => this.#send());
    const drop = make('button', { type: 'button', class: 'drop', 'aria-label': 'Drop the command' }, '✕');
    drop.addEventListener('click', () => this.#drop());
    this.#popup.hide();
    this.#entry.replaceChildren(
      make('span', { class: 'name' }, `/${command.name}`),
      ...fields.map(({ element }) => element),
      run,
      drop,
    );
    (fields[0]?.input ?? run).focus();
  }

  async #offer(field: OptionField): Promise<void> {
    const { name } = this.#command ?? {};
    if (name === undefined || this.#state === undefined) return;
    this.#asked += 1;
    const question = this.#asked;
    const { [field.option.name]: _, ...others } = this.#values();
    const choices =
      field.known(this.#state) ?? (await this.#running.choices(name, field.option.name, field.input.value, others));
    if (question !== this.#asked || document.activeElement !== field.input) return;
    const { description, name: option } = field.option;
    this.#popup.show(
      `${option.toUpperCase()}${description === undefined ? '' : ` — ${description}`}`,
      choices.map((choice) => ({ name: choice.name, pick: () => this.#pick(field, choice) })),
    );
  }

  #pick(field: OptionField, choice: Choice): void {
    field.pick(choice);
    this.#asked += 1;
    this.#popup.hide();
    const fields = this.#command?.fields ?? [];
    fields
      .slice(fields.indexOf(field) + 1)
      .find(({ input }) => input.value === '')
      ?.input.focus();
  }

  #values(): Values {
    const given = (this.#command?.fields ?? []).flatMap(({ option, value }) =>
      value === undefined ? [] : [[option.name, value] as const],
    );
    return Object.fromEntries(given);
  }

  #send(): void {
    if (this.#command === undefined) return;
    const { name, fields } = this.#command;
    const missing = fields.find(({ isMissing }) => isMissing);
    if (missing !== undefined) {
      missing.input.focus();
      return;
    }
    const values = this.#values();
    this.#drop();
    this.#running.run(name, values);
  }

  #drop(focus = true): void {
    this.#command = undefined;
    this.#asked += 1;
    this.#text.value = '';
    this.#popup.hide();
    this.#entry.replaceChildren(this.#text);
    if (focus) this.#text.focus();
  }
}
