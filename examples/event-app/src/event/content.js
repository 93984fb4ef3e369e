/**
 * What the event is about. Put into a database that has no event yet, and again by each seed.
 *
 * @typedef {object} DayContent
 * @property {string} title
 * @property {string} story
 * @property {readonly [question: string, answer: string]} normal
 * @property {readonly [question: string, answer: string]} veteran for those who have been here before
 */

export const eventTitle = 'The long December';

/** @param {string} title @param {string} story @param {readonly [string, string]} normal @param {readonly [string, string]} veteran @returns {DayContent} */
const day = (title, story, normal, veteran) => ({ title, story, normal, veteran });

/** In order, from day 1. @type {readonly DayContent[]} */
export const december = [
  day(
    'First snow',
    'It fell all night, and nobody heard it.',
    ['What covers the yard?', 'snow'],
    ['Six of these make a flake. What are they?', 'arms'],
  ),
  day(
    'A letter arrives',
    'No stamp, no sender, and your name in green ink.',
    ['Which colour is the ink?', 'green'],
    ['What does the letter lack besides a sender?', 'stamp'],
  ),
  day(
    'The locked shed',
    'A padlock with four digits, all of them even and rising.',
    ['Which number is it?', '2468'],
    ['What do the digits add up to?', '20'],
  ),
  day(
    'Footprints',
    'They lead to the shed and do not come back.',
    ['Where do they lead?', 'shed'],
    ['How many ways do they go?', '1'],
  ),
  day(
    'Cinnamon',
    'Somebody has been baking, and it was not you.',
    ['What do you smell?', 'cinnamon'],
    ['Which part of the tree is it?', 'bark'],
  ),
  day(
    'Boots at the door',
    'One pair, cleaned, filled with nuts.',
    ['What is in the boots?', 'nuts'],
    ['Whose day is the sixth?', 'nicholas'],
  ),
  day(
    'The old map',
    'It shows the lake twice and the church not at all.',
    ['What does it show twice?', 'lake'],
    ['What does it not show?', 'church'],
  ),
  day(
    'Candlelight',
    'One candle for each week, and the second one burns.',
    ['How many candles burn?', '2'],
    ['How many candles has the wreath?', '4'],
  ),
  day(
    'Ice on the lake',
    'It sings when the night is cold enough.',
    ['What does the ice do?', 'sing'],
    ['At how many degrees Fahrenheit does water freeze?', '32'],
  ),
  day(
    'A borrowed sledge',
    'The runners are waxed, and a name is burnt into the wood.',
    ['What was borrowed?', 'sledge'],
    ['What is on the runners?', 'wax'],
  ),
  day(
    'The baker’s secret',
    'He weighs everything twice, except for one thing.',
    ['How often does he weigh?', 'twice'],
    ['How many are a baker’s dozen?', '13'],
  ),
  day(
    'Half way',
    'As many doors behind you as before you.',
    ['How many doors are behind you?', '12'],
    ['Twelve squared?', '144'],
  ),
  day(
    'Lucia',
    'Light comes down the stairs before anyone is awake.',
    ['What comes down the stairs?', 'light'],
    ['Which country walks with candles today?', 'sweden'],
  ),
  day(
    'The choir',
    'Four voices, and the lowest is a quarter late.',
    ['How many voices sing?', '4'],
    ['What is the lowest voice called?', 'bass'],
  ),
  day(
    'A missing star',
    'There were seven on the tree this morning, now there are six.',
    ['How many are left?', '6'],
    ['Which cluster is called the seven sisters?', 'pleiades'],
  ),
  day(
    'Paper lanterns',
    'They float, until somebody sneezes.',
    ['What are the lanterns made of?', 'paper'],
    ['What carries them up?', 'heat'],
  ),
  day(
    'The night train',
    'It stops where there is no station.',
    ['When does it go?', 'night'],
    ['What is missing where it stops?', 'station'],
  ),
  day(
    'Pine and resin',
    'The tree stands, a little crooked, like every year.',
    ['Which tree is it?', 'pine'],
    ['What does resin become in a million years?', 'amber'],
  ),
  day(
    'Postcards',
    'Three from friends, one from yourself.',
    ['How many came?', '4'],
    ['Who wrote the fourth?', 'yourself'],
  ),
  day(
    'The last shop',
    'It closes at noon, and sells one thing only.',
    ['When does it close?', 'noon'],
    ['How many things does it sell?', '1'],
  ),
  day(
    'Longest night',
    'From here on it gets lighter, they say.',
    ['What is the longest today?', 'night'],
    ['What is the day called, by those who watch the sun?', 'solstice'],
  ),
  day(
    'Suitcases',
    'Packed by the door, too many for two people.',
    ['Where do they stand?', 'door'],
    ['For how many people are there too many?', '2'],
  ),
  day(
    'Almost',
    'Everything is ready, and nobody can sleep.',
    ['Who can sleep?', 'nobody'],
    ['How many nights are left?', '1'],
  ),
  day(
    'The green room',
    'The last door, and everybody is here already.',
    ['Which colour is the room?', 'green'],
    ['Who waits in a green room?', 'performers'],
  ),
];

/** What counts as the same answer: case, accents' spelling and spaces around it do not matter. @param {string} text */
export const plain = (text) => text.normalize('NFKC').trim().toLowerCase();
