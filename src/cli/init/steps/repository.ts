import { type Step, isOpen, settled } from '../setup.ts';

const names = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 31) || 'app';

/** Which code, and where pushes will be told. */
export const repository: Step = async (setup) => {
  const { asker, draft } = setup;
  if (isOpen(setup, 'repository', draft.settled.repository))
    draft.settle({
      repository: await asker.text({
        flag: 'repository',
        message: 'Which repository on GitHub? (owner/name)',
        check: (text) => (/^[\w.-]+\/[\w.-]+$/.test(text) ? undefined : `found “${text}”, wanted owner/name`),
      }),
    });
  if (isOpen(setup, 'project', draft.settled.project))
    draft.settle({
      project: await asker.text({
        flag: 'project',
        message: 'What shall it be called here?',
        fallback: names(settled(draft.settled.repository, 'the repository').split('/')[1] ?? ''),
        check: (text) => (names(text) === text ? undefined : 'wanted lower-case letters, digits and dashes'),
      }),
    });
  if (isOpen(setup, 'url', draft.settled.url)) {
    const url = await asker.text({
      flag: 'url',
      message: 'At which https address will Greenroom answer? (“none”: pushes are found by looking each minute)',
      fallback: 'none',
      check: (text) =>
        text === 'none' || (URL.canParse(text) && /^https?:\/\//.test(text))
          ? undefined
          : `found “${text}”, wanted https://… or none`,
    });
    draft.settle({ url: url.replace(/\/+$/, '') });
  }
};
