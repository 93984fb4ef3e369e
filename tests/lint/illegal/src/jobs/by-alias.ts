import '#core/reason.ts';
