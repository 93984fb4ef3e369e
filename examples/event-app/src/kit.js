/**
 * The one place that knows where Greenroom's kit is. An app of your own has `greenroom` among its packages and imports
 * `greenroom/kit`; this one has the same files in vendor/.
 *
 * @typedef {import('../vendor/greenroom/kit/index.js').Flags} Flags
 * @typedef {import('../vendor/greenroom/kit/index.js').Kit} Kit
 * @typedef {import('../vendor/greenroom/kit/index.js').StageHooks} StageHooks
 */
export { KitRefusal, createKit, readFlags, runScript } from '../vendor/greenroom/kit/index.js';
