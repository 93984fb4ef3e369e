import '../src/core/reason.ts';
