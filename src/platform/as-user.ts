import type { UserIds } from './user-ids.ts';

type Argv = readonly [string, ...string[]];
type Variables = Readonly<Record<string, string>>;

/** What to start, and with which environment. */
export interface Started {
  readonly argv: Argv;
  readonly env: Variables;
}

/** Of util-linux and coreutils. By their paths: the PATH of a program that we start is the config's to fill. */
const setpriv = '/usr/bin/setpriv';
const withVariables = '/usr/bin/env';

/**
 * No program gains rights by being started (prctl(2), PR_SET_NO_NEW_PRIVS): a build could leave one that makes whoever
 * starts it, such as staging's app, its own user.
 */
const noNewRights = '--no-new-privs';

/**
 * What the loader and the C library go by before a program's first own line (ld.so(8), gconv, locale(7)). setpriv is root
 * when it is loaded: a path in the program's own folder, which pushed code fills, would be root's to load.
 */
const isLoaders = (name: string): boolean =>
  name.startsWith('LD_') || ['GLIBC_TUNABLES', 'GCONV_PATH', 'LOCPATH', 'NLSPATH'].includes(name);

/**
 * What root (of a user namespace, too) starts instead of `argv`, so that it runs as `user`, is in no other group and gains
 * no rights. By a program of its own, and never by the options of `spawn`: there Node waits, with all that it does, until
 * what it has forked has become another program, and by then that is the user already. Who runs as that user could stop it
 * in between (kill(2), SIGSTOP), and Node with it. What is ours until it is another program, they cannot. The program
 * itself is looked for and started by `env`, which has none of root's rights any more. Without a user it is who we are.
 */
export function asUser(user: UserIds | undefined, argv: Argv, env: Variables): Started {
  if (user === undefined) return { argv, env };
  const variables = Object.entries(env);
  const later = variables.filter(([name]) => isLoaders(name)).map(([name, value]) => `${name}=${value}`);
  const becomes = ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups', noNewRights, '--'];
  return {
    argv: [setpriv, ...becomes, withVariables, ...later, ...argv],
    env: Object.fromEntries(variables.filter(([name]) => !isLoaders(name))),
  };
}

/** As who we are, without gaining rights. */
export function withoutNewRights(argv: Argv): Argv {
  return [setpriv, noNewRights, '--', ...argv];
}

/**
 * As this user, who may become any other (CAP_SETUID) and nothing else that root may; by ambient capabilities, since all
 * others are lost with the next program (capabilities(7)). Its three ids are one: where they differ, kernels before 6.17
 * undo that at the next program and leave all of root's rights (execve(2) under no_new_privs).
 */
export function whoMayBecomeOthers(uid: number, argv: Argv): Argv {
  const all = ['--reuid', `${uid}`, '--regid', `${uid}`, '--clear-groups', noNewRights];
  return [setpriv, ...all, '--inh-caps', '-all,+setuid', '--ambient-caps', '-all,+setuid', '--', ...argv];
}
