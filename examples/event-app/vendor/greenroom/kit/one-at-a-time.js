/** Each work begins when the one before has ended, well or not. */
export function oneAtATime() {
    let last = Promise.resolve();
    return (work) => {
        const mine = last.then(work);
        last = mine.catch(() => undefined);
        return mine;
    };
}
