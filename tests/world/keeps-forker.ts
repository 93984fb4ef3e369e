import { keepForker } from '../../src/platform/exec.ts';

// A test's process is large, and starts programs by the thousand: as a worker of Greenroom does. It ends with this one.
keepForker();
