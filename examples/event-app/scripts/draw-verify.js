import { readFile } from 'node:fs/promises';
import { proofShape } from '../src/draw/proof.js';
import { verify } from '../src/draw/verify-proof.js';

// Draws again, for anyone: needs no database and no trust in the server. `npm run draw:verify -- PROOF [HASH]`, where
// PROOF is a file or an address such as https://event.example/api/draws/3/proof, and HASH is the seed's hash as it was
// published before the draw.
const [from, published] = process.argv.slice(2);
if (from === undefined) {
  console.error('Usage: npm run draw:verify -- FILE-OR-ADDRESS [PUBLISHED-HASH]');
  process.exit(2);
}
try {
  const proof = proofShape.parse(JSON.parse(await textOf(from)));
  const problems = verify(proof, published);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  const rehearsal = proof.rehearsal ? ' It was a rehearsal.' : '';
  console.log(
    `“${proof.title}” was drawn as it says: ${proof.winners.length} winners of ${proof.entrants.length} entrants.${rehearsal}`,
  );
  if (published === undefined)
    console.log(`Compare the seed’s hash with the one that was announced: ${proof.seedHash}`);
} catch (error) {
  console.error(`${from} could not be read: ${error.message}`);
  process.exit(1);
}

/** @param {string} place */
async function textOf(place) {
  if (!/^https?:\/\//.test(place)) return readFile(place, 'utf8');
  const answer = await fetch(place, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  return answer.text();
}
