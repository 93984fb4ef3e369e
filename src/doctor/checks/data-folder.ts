import { defineCheck, fail, ok, warn } from '../check.ts';

export const dataFolder = defineCheck({
  id: 'data-folder',
  title: 'The data folder',
  wanted: 'There, writable for us, and for nobody else.',
  remedy: 'Set GREENROOM_DATA_DIR to a folder of Greenroom’s own: mkdir -p FOLDER && chmod 755 FOLDER.',
  of: ({ machine }) => machine.dataFolder,
  judge: ({ path, exists, writable, openToOthers }) => {
    if (!writable) return fail(`${path} cannot be ${exists ? 'written to' : 'made'}`);
    if (openToOthers) return warn(`others may write to ${path}`, { remedy: `chmod go-w ${path}` });
    return ok(exists ? path : `${path}, made at the first start`);
  },
});
