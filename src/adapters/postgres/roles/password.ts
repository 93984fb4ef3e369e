import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** The same for every copy of Greenroom on this ledger, and no help to whoever knows another role's. */
export function passwordOf(key: Buffer, role: string): string {
  return createHmac('sha256', key).update(`greenroom/password/${role}`).digest('base64url');
}

const rounds = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803): sent instead of it, so that the password is in no log of the server.
 * The salt comes from the key as well, so that telling PostgreSQL again what it knows changes nothing.
 */
export function verifierOf(key: Buffer, role: string): string {
  const salt = createHmac('sha256', key).update(`greenroom/salt/${role}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(passwordOf(key, role), salt, rounds, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
