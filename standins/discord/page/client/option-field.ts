import type { Choice, Option, PageState } from '../shape.ts';
import { make } from './element.ts';

/** Discord's option types that are not plain text. */
const kinds = { integer: 4, yesOrNo: 5, user: 6, channel: 7, role: 8, number: 10 } as const;

/** One option of the command that is being written: what is seen of it, and what will be sent. */
export class OptionField {
  readonly element: HTMLElement;
  readonly input = document.createElement('input');
  readonly option: Option;
  #picked: Choice | undefined;

  constructor(option: Option) {
    this.option = option;
    this.input.setAttribute('aria-label', option.name);
    this.input.autocomplete = 'off';
    this.input.placeholder = option.required === true ? '' : 'optional';
    this.element = make(
      'label',
      { class: 'option', title: option.description },
      make('span', {}, option.name),
      this.input,
    );
  }

  pick(choice: Choice): void {
    this.#picked = choice;
    this.input.value = choice.name;
  }

  get isMissing(): boolean {
    return this.option.required === true && this.input.value.trim() === '';
  }

  /** Undefined when left out. What was typed and not picked is sent as typed; the bot has to cope, as with Discord. */
  get value(): string | number | boolean | undefined {
    const typed = this.input.value.trim();
    if (typed === '') return undefined;
    const { type } = this.option;
    const picked = this.#picked?.name === typed ? this.#picked.value : typed;
    if (type === kinds.yesOrNo) return picked === 'true';
    return type === kinds.integer || type === kinds.number ? Number(picked) : picked;
  }

  /** Choices that the page knows by itself; undefined where the bot has to be asked. */
  known(state: PageState): readonly Choice[] | undefined {
    const named = (list: readonly { name: string; id: string }[]): Choice[] =>
      list.map(({ name, id }) => ({ name, value: id }));
    switch (this.option.type) {
      case kinds.user:
        return this.#fitting(named(state.members));
      case kinds.role:
        return this.#fitting(named(state.roles));
      case kinds.channel:
        return this.#fitting(named(state.channels));
      case kinds.yesOrNo:
        return this.#fitting(['true', 'false'].map((value) => ({ name: value, value })));
      default:
        return this.option.autocomplete === true ? undefined : this.#fitting(this.option.choices ?? []);
    }
  }

  #fitting(choices: readonly Choice[]): readonly Choice[] {
    const typed = this.#picked?.name === this.input.value ? '' : this.input.value.trim().toLowerCase();
    return choices.filter(({ name }) => name.toLowerCase().includes(typed));
  }
}
