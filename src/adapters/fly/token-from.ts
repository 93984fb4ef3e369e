/**
 * A token as it was given, or why it cannot be one. Its `FlyV1 ` belongs to it, and is what people lose when they copy it
 * (fly.md §1.6, §6.10; flyctl-actions #40).
 */
export function tokenFrom(text: string, variable: string): string {
  const wrong = (found: string): Error =>
    new Error(
      `${variable}: ${found}. Wanted a token as flyctl prints it, all of one line: flyctl tokens create deploy -a APP -x 8760h`,
    );
  if (text.trim() !== text || /[\r\n]/.test(text)) throw wrong('found line breaks or spaces around it');
  if (/^fm\d?_/.test(text)) throw wrong('found a token without its “FlyV1 ” in front');
  return text;
}
