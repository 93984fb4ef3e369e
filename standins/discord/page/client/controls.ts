import type { Component, Message } from '../shape.ts';
import { make } from './element.ts';
import type { Doings } from './message.ts';

/** Discord's component types. */
const types = { button: 2, select: 3 } as const;
const looks: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'destructive' };

/** The rows of buttons and selects below a message; undefined where it has none. */
export function rowsElement({ id, components }: Message, doings: Doings): HTMLElement | undefined {
  const rows = (components ?? []).flatMap((row) => {
    const drawn = (row.components ?? []).flatMap((one) => {
      if (one.type === types.button) return [buttonElement(id, one, doings)];
      return one.type === types.select ? [selectElement(id, one, doings)] : [];
    });
    return drawn.length === 0 ? [] : [make('discord-action-row', {}, ...drawn)];
  });
  return rows.length === 0 ? undefined : make('discord-attachments', { slot: 'components' }, ...rows);
}

function buttonElement(messageId: string, button: Component, doings: Doings): HTMLElement {
  const disabled = button.disabled === true;
  const linked = button.url !== undefined && /^https?:\/\//.test(button.url);
  const element = make(
    'discord-button',
    {
      type: looks[button.style ?? 2] ?? 'secondary',
      disabled,
      url: linked ? button.url : undefined,
      'data-custom-id': button.custom_id,
    },
    [button.emoji?.name, button.label].filter((part) => part !== undefined).join(' '),
  );
  const id = button.custom_id;
  if (id !== undefined && !disabled) element.addEventListener('click', () => doings.click(messageId, id));
  return element;
}

/** The library's own select shows and does nothing; the browser's works by keyboard and on a phone. */
function selectElement(messageId: string, select: Component, doings: Doings): HTMLElement {
  const element = document.createElement('select');
  element.className = 'pick';
  element.disabled = select.disabled === true;
  element.multiple = (select.max_values ?? 1) > 1;
  element.setAttribute('aria-label', select.placeholder ?? 'Make a selection');
  const options = select.options ?? [];
  if (!element.multiple) {
    const chosen = options.some((option) => option.default === true);
    element.append(make('option', { value: '', selected: !chosen }, select.placeholder ?? 'Make a selection'));
  }
  for (const { label, value, description, default: chosen } of options) {
    const text = description === undefined ? label : `${label} — ${description}`;
    element.append(make('option', { value, selected: chosen === true }, text));
  }
  const id = select.custom_id;
  if (id === undefined) return element;
  const send = (): void => {
    const values = Array.from(element.selectedOptions, ({ value }) => value).filter((value) => value !== '');
    if (values.length >= (select.min_values ?? 1)) doings.select(messageId, id, values);
  };
  // Of several, all are sent when the list is left, as Discord does when it closes.
  let touched = false;
  element.addEventListener('change', () => (element.multiple ? (touched = true) : send()));
  element.addEventListener('blur', () => {
    if (touched) send();
    touched = false;
  });
  return element;
}
