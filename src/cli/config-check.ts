import { loadWholeConfig } from '../config/load.ts';

/** `greenroom config check`: reads everything that can be read without a network and says what was understood. */
export async function configCheck(): Promise<void> {
  const config = await loadWholeConfig();
  for (const [name, project] of Object.entries(config.file.projects)) {
    const environments = Object.entries(project.environments).map(([key, environment]) =>
      environment.tier === 'staging' ? `${key} (follows ${environment.branch})` : key,
    );
    console.log(
      `✓ ${name}: ${project.repository}, services ${Object.keys(project.services).join(', ')}, environments ${environments.join(', ')}`,
    );
  }
  console.log('✓ The configuration is fine.');
}
