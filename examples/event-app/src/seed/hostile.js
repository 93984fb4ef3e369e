import { december } from '../event/content.js';

/** Text as it comes from people who mean harm, or only have an unusual name. Each is legal. */
const texts = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "Robert'); drop table users;--",
  '@everyone free prizes',
  '<@&123456789012345678>',
  '[click](javascript:alert(1))',
  '**bold** ~~gone~~ ||hidden||',
  '\u202Eesrever\u202C',
  'Zalgo ḧ̴̢́e̷̡͝l̵̨̛l̶̢̀o̴̧͝',
  '👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  '漢字とひらがな',
  'null',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '../../etc/passwd',
  '%00%0d%0aSet-Cookie: session=x',
  'O’Brien & Söhne <co>',
  '\u200B\u200Binvisible\u200B',
  'ﷺ',
  'x'.repeat(58),
];

/** At most 64 characters, as the table has it, and never half of one. @param {import('./chance.js').Chance} _chance @param {number} n */
export const hostileNames = (_chance, n) =>
  `${Array.from(texts[n % texts.length])
    .slice(0, 29)
    .join('')} ${n}`;

export const hostileWords = texts;

/** The same questions and answers, so that it can be played; all else is as bad as it gets. */
export const hostileDays = december.map((day, index) => ({
  ...day,
  title: texts[index % texts.length],
  story: `${texts[(index + 7) % texts.length]} ${texts[(index + 3) % texts.length]}`,
}));
