import { KitRefusal } from './kit.js';

/** What to do about it, where the kit has refused. @param {unknown} error */
export const remedyOf = (error) => (error instanceof KitRefusal ? ` ${error.remedy}` : '');
