/** The operator's config as jobs and bot may see it: types only, values are handed in by main. */
export type {
  ConfigFile,
  DrivenEnvironment,
  FlyTargetConfig,
  MachineSuite,
  ProjectConfig,
  ServiceConfig,
  SuiteConfig,
  WorkflowSuite,
} from '../config/schema.ts';
