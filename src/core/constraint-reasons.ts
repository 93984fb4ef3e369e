/** Why production is not reached from a staging that is bound otherwise: a part of the closed list in reason.ts. */
export const constraintReasons = {
  'constraints.differ': {
    means: 'Staging’s processes run under other constraints than production’s, so what was tested there says less.',
    remedy:
      'Make them the same, in both fly.toml files or by flyctl; or name the aspect in promote.differs of the config, if it is meant so.',
  },
  'constraints.unknown': {
    means: 'Under which constraints staging’s or production’s processes run could not be told.',
    remedy: 'Press “Verify again”, and check that Fly answers; it is tried again by itself.',
  },
} as const;
