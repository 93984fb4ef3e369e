/** What the server of this page says about where it is. */
export const config = await fetch('/config.json').then((answer) => answer.json());

export const address = (path) => `${config.apiUrl}${path}`;

/** An answer that is a no: `message` is for people. */
export class No extends Error {
  constructor(status, { code = 'broken', message = 'That did not work.' }) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @param {string} path @param {string} [method] @param {unknown} [body] */
export async function ask(path, method = 'GET', body) {
  const answer = await fetch(address(path), {
    method,
    credentials: 'include',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new No(0, { code: 'away', message: 'The server did not answer. Try again.' });
  });
  const text = await answer.text();
  const value = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) throw new No(answer.status, value);
  return value;
}
