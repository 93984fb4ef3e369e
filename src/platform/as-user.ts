import type { UserIds } from './user-ids.ts';

type Argv = readonly [string, ...string[]];

/** Of util-linux. By its path: the PATH of a program that we start is the config's to fill. */
const setpriv = '/usr/bin/setpriv';

/**
 * No program gains rights by being started (prctl(2), PR_SET_NO_NEW_PRIVS): a build could leave one that makes whoever
 * starts it, such as staging's app, its own user.
 */
const noNewRights = '--no-new-privs';

/**
 * What root (of a user namespace, too) starts instead of `argv`, so that it runs as `user`, is in no other group and gains
 * no rights. By a program of its own, and never by the options of `spawn`: there Node waits, with all that it does, until
 * what it has forked has become another program, and by then that is the user already. Who runs as that user could stop it
 * in between (kill(2), SIGSTOP), and Node with it. What is ours until it is another program, they cannot. Without a user it is
 * who we are.
 */
export function asUser(user: UserIds | undefined, argv: Argv): Argv {
  if (user === undefined) return argv;
  return [setpriv, '--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups', noNewRights, '--', ...argv];
}

/** As who we are, without gaining rights. */
export function withoutNewRights(argv: Argv): Argv {
  return [setpriv, noNewRights, '--', ...argv];
}

/** With root's rights, by its effective id, and with another real id: as root it can still become another user. */
export function withRealUser(uid: number, argv: Argv): Argv {
  return [setpriv, '--ruid', `${uid}`, '--', ...argv];
}
