import { ask } from './ask.ts';

/** Saves an answer that needs the token or is too long for an address: the browser holds it whole for a moment. */
export async function saveAnswer(answer: Promise<Response>, fileName: string): Promise<void> {
  const address = URL.createObjectURL(await (await answer).blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function saveAddress(address: string, fileName: string): Promise<void> {
  return saveAnswer(ask(address), fileName);
}
