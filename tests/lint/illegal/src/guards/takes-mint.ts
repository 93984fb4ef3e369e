import { takeMint } from '../core/permit.ts';
takeMint();
