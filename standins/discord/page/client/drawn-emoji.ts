/** A stroke of the sign itself, in a square of 24. */
const stroke = (path: string, colour = '#fff', width = 3): string =>
  `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

const tile = (colour: string, inner: string): string =>
  `<rect x="1" y="1" width="22" height="22" rx="4" fill="${colour}"/>${inner}`;

const lock = (shackle: string): string =>
  `${stroke(shackle, '#99aab5', 2.5)}<rect x="4.500" y="10.500" width="15" height="11.500" rx="2" fill="#ffac33"/>`;

const hourglass = `<path d="M6 2h12v5l-4.500 5 4.500 5v5H6v-5l4.500-5L6 7z" fill="#ffe8b6"/><path d="M8.500 7h7L12 11zM8 20v-2l4-3 4 3v2z" fill="#ffac33"/>${stroke('M5 2h14M5 22h14', '#3b88c3', 2.5)}`;

/**
 * The emoji that decide something here look the same everywhere, as they do on Discord, and need no emoji font:
 * a machine without one (a bare container, a test) would show boxes on the very buttons that matter.
 */
export const drawnEmoji: Readonly<Record<string, string>> = {
  '✅': tile('#77b255', stroke('M6 12.500l4.500 4.500L18 7.500')),
  '❌': stroke('M4 4l16 16M20 4L4 20', '#dd2e44', 4),
  '⏳': hourglass,
  '⌛': hourglass,
  '⏭': tile('#3b88c3', `<path d="M5 7l6 5-6 5zM11 7l6 5-6 5z" fill="#fff"/>${stroke('M18.500 7.500v9', '#fff', 2)}`),
  '↩': tile('#3b88c3', stroke('M10 6L6 10l4 4M6 10h8a4 4 0 0 1 0 8h-3', '#fff', 2)),
  '🚫': `<circle cx="12" cy="12" r="9" fill="none" stroke="#dd2e44" stroke-width="3"/>${stroke('M6 6l12 12', '#dd2e44')}`,
  '🕒': `<circle cx="12" cy="12" r="10" fill="#f5f8fa" stroke="#99aab5" stroke-width="2"/>${stroke('M12 6v6h5', '#66757f', 2)}`,
  '❔': `${stroke('M7.500 7.500a4.500 4.500 0 1 1 6.500 4c-1.500.8-2 1.800-2 3.500', '#ccd6dd', 3.5)}<circle cx="12" cy="20.500" r="2" fill="#ccd6dd"/>`,
  '➕': stroke('M12 4v16M4 12h16', '#ccd6dd', 4),
  '⚠': `<path d="M12 2l10.500 19h-21z" fill="#ffcc4d"/>${stroke('M12 9v5.500', '#231f20', 2.5)}<circle cx="12" cy="18" r="1.500" fill="#231f20"/>`,
  '⛔': `<circle cx="12" cy="12" r="10.500" fill="#be1931"/><rect x="5" y="10" width="14" height="4" rx="1" fill="#fff"/>`,
  '🔒': lock('M8 11V8a4 4 0 0 1 8 0v3'),
  '🔓': lock('M8 11V7a4 4 0 0 1 8-.500'),
  '🔑': `<circle cx="7.500" cy="8" r="4" fill="none" stroke="#ffac33" stroke-width="3"/>${stroke('M10.500 11l9 9M16 16.500l3-3', '#ffac33')}`,
  '🔎': `<circle cx="13.500" cy="10" r="6.500" fill="#8ccaf7" stroke="#9aaab4" stroke-width="2.500"/>${stroke('M9 15l-5.500 6', '#66757f', 3.5)}`,
  '👍': '<path d="M3 11h4v10H3zM8 11l4-9c2 0 3 1.500 2.500 3.500L14 9h6c1.500 0 2 1.200 1.700 2.500l-2 8c-.3 1-1 1.500-2 1.500H8z" fill="#ffdb5e"/>',
};
