/**
 * Makes an element. Text is always text: nothing that anybody wrote is ever read as HTML.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `class`, `data-*` and `aria-*` as attributes, `on…` as listeners
 * @param {...(Node | string | null | undefined | false)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name === 'class' || name.includes('-')) made.setAttribute(name, String(value));
    else made[name] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}
