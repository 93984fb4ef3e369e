import * as permit from '../core/permit.ts';
permit.takeMint();
