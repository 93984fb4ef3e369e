export function x(y: 'a' | 'b'): number { switch (y) { case 'a': return 1; } return 2; }
