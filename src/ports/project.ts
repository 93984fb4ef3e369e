/** The operator's config as jobs and bot may see it: types only, values are handed in by main. */
export type {
  ConfigFile,
  DrivenEnvironment,
  FlyTargetConfig,
  ProjectConfig,
  ServiceConfig,
  SuiteConfig,
} from '../config/schema.ts';
