/** What an app lends to its kit, so that the kit needs no package of its own. */
export const markerKey = ({ prefix }) => `${prefix}greenroom:marker`;
/** A name as SQL; the kit's own names and the app's schema only, never what a request said. */
export const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
/** A column as text; '' where it is null. */
export function text(row, column) {
    const value = row?.[column];
    return typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
}
/** JSON that the kit itself wrote, from a column read as text. */
export function json(row, column) {
    const written = text(row, column);
    const value = written === '' ? undefined : JSON.parse(written);
    return value;
}
