import { stageScript } from './stage-script.js';

await stageScript('seed');
