import type pg from 'pg';
export const held = (pool: pg.Pool): Promise<pg.PoolClient> => pool.connect();
