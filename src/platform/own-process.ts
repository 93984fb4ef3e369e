/**
 * What a process of our own that another one starts has in its environment, besides what is its own. glibc would give
 * each of Node's nine threads an arena of its own to allocate from (mallopt(3), M_ARENA_MAX); with one for all, the nine
 * processes of Greenroom are 27 MiB smaller. What they run for an app is not given it.
 */
export const ownProcess = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C.UTF-8',
  MALLOC_ARENA_MAX: '1',
} as const;
