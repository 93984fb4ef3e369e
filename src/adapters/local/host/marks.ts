/** In the environment of everything that a host starts, so that its successor finds all of it. */
export const hostMark = 'GREENROOM_HOST';
/** Of one start of one version alone, so that all of it ends with it. */
export const runMark = 'GREENROOM_RUN';
