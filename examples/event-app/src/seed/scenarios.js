import { december } from '../event/content.js';
import { hostileDays, hostileNames } from './hostile.js';
import { names } from './names.js';

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} says what a tester finds, in one line
 * @property {number} people besides those who run the event
 * @property {number} openDays how many days are open, the newest today
 * @property {readonly import('../event/content.js').DayContent[]} days
 * @property {(chance: import('./chance.js').Chance, n: number) => string} nameOf
 * @property {(chance: import('./chance.js').Chance) => { share: number, veteran: number }} habits how many of the open
 *   days somebody has completed, and how many of those in veteran mode; 0 to 1
 * @property {number} draw how many days its draw wants; 0 where none is announced
 */

const mixed = (chance) => {
  if (chance.happens(0.15)) return { share: 0, veteran: 0 };
  if (chance.happens(0.4)) return { share: 1, veteran: chance.pick([0, 0.5, 1]) };
  return { share: chance.pick([0.2, 0.5, 0.8]), veteran: chance.pick([0, 0.2]) };
};

/** As in a real crowd, where most look in now and then. */
const crowd = (chance) => {
  if (chance.happens(0.05)) return { share: 1, veteran: chance.pick([0, 1]) };
  return { share: chance.pick([0, 0.05, 0.1, 0.2]), veteran: chance.pick([0, 0.3]) };
};

/** The first is what a script takes when none is named. @type {readonly Scenario[]} */
export const scenarios = [
  {
    name: 'mid-event',
    says: '200 people, 12 days open, all kinds of progress',
    people: 200,
    openDays: 12,
    days: december,
    nameOf: names,
    habits: mixed,
    draw: 6,
  },
  {
    name: 'fresh-event',
    says: '20 people, the first day is today, nobody has done anything',
    people: 20,
    openDays: 1,
    days: december,
    nameOf: names,
    habits: () => ({ share: 0, veteran: 0 }),
    draw: 0,
  },
  {
    name: 'everyone-veteran',
    says: '150 people, all days open, everybody has completed all of them in veteran mode',
    people: 150,
    openDays: december.length,
    days: december,
    nameOf: names,
    habits: () => ({ share: 1, veteran: 1 }),
    draw: 12,
  },
  {
    name: 'draw-day',
    says: '10,000 people, all days open, a draw is announced and waits',
    people: 10_000,
    openDays: december.length,
    days: december,
    nameOf: names,
    habits: crowd,
    draw: 2,
  },
  {
    name: 'hostile-data',
    says: '120 people and days with names that break pages, messages and queries',
    people: 120,
    openDays: 12,
    days: hostileDays,
    nameOf: hostileNames,
    habits: mixed,
    draw: 6,
  },
];
