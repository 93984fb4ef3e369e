import '../core/reason.ts';
