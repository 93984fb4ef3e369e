/**
 * Hostile text, made harmless inside an element or a quoted attribute.
 *
 * @param {string} text
 */
export function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** @param {import('./days.js').Day} day */
function door(day) {
  const title = escape(day.title);
  if (!day.open) {
    return `<li class="door closed"><span class="number">${day.day}</span><span class="title">opens <time>${escape(day.opensOn)}</time></span></li>`;
  }
  return `<li class="door open"><button type="button" data-day="${day.day}">
    <span class="number">${day.day}</span><span class="title">${title}</span>
    <span class="count"><span data-count>${day.completions}</span> done</span></button></li>`;
}

/**
 * The whole page. Everything that differs by environment is in the ribbon and the footer: off production nobody may
 * take it for the real thing.
 *
 * @param {{ title: string, days: readonly import('./days.js').Day[], environment: string, production: boolean,
 *   commit: string, count: { completions: number, users: number } }} content
 */
export function page({ title, days, environment, production, commit, count }) {
  const ribbon = production
    ? ''
    : `<p class="ribbon" role="status">${escape(environment.toUpperCase())} · not the real event</p>`;
  const open = days.filter((day) => day.open).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${production ? '' : `[${escape(environment)}] `}${escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/page.js"></script>
</head>
<body>
${ribbon}
<header>
  <h1>${escape(title)}</h1>
  <p>${open} of ${days.length} days are open · <span id="total">${count.completions}</span> completed by ${count.users} ${count.users === 1 ? 'person' : 'people'}</p>
  <label>Playing as <input id="user" autocomplete="nickname" maxlength="32" placeholder="your name"></label>
  <p id="message" role="status" aria-live="polite"></p>
</header>
<main><ol class="doors">${days.map(door).join('\n')}</ol></main>
<footer>${escape(environment)} · ${escape(commit.slice(0, 7))}</footer>
</body>
</html>
`;
}
