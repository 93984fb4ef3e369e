import '../adapters/postgres/ledger.ts';
