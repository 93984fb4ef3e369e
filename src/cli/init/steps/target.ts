import { findApps } from '../fly-apps.ts';
import { type Setup, type Step, isOpen } from '../setup.ts';

/** Where the app runs, and on Fly which apps and with which tokens. */
export const target: Step = async (setup) => {
  const { asker, draft } = setup;
  if (isOpen(setup, 'target', draft.settled.target)) {
    const chosen = await asker.choose({ flag: 'target', message: 'Where does your app run?', fallback: 'local' }, [
      { value: 'local', label: 'local', hint: 'on the machine that Greenroom runs on' },
      { value: 'fly', label: 'fly', hint: 'on Fly.io, one app for staging and one for production' },
    ]);
    draft.settle({ target: chosen });
  }
  if (draft.settled.target === 'fly') await findApps(setup);
  if (isOpen(setup, 'service', draft.settled.service)) draft.settle({ service: await serviceOf(setup) });
};

/** `advent-api` is the api; `advent` alone is the app. */
async function serviceOf({ asker, draft }: Setup): Promise<string> {
  const parts = (draft.settled.apps.production?.name ?? '').split('-');
  const last = parts.length > 1 ? parts.at(-1) : undefined;
  return asker.text({
    flag: 'service',
    message: 'What is the service called? (its address comes to test suites as GREENROOM_URL_<SERVICE>)',
    fallback: last ?? 'app',
    check: (text) => (/^[a-z][a-z0-9-]{0,30}$/.test(text) ? undefined : 'wanted lower-case letters, digits and dashes'),
  });
}
