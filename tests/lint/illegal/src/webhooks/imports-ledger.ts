import '../ports/ledger.ts';
