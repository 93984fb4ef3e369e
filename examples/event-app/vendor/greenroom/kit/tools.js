export const toolNames = [
    'seed',
    'reset-plan',
    'reset',
    'undo-reset',
    'unlock-day',
    'complete',
    'clock',
    'simulate',
    'draw',
];
