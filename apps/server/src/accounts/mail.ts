import type { Message } from '@lingtai/service-accounts';
import type { Transporter } from 'nodemailer';
import type { Site } from '../site.ts';

/** Sends messages by the site's SMTP server; `undefined` where none is configured. */
export function mailer({ mail }: Pick<Site, 'mail'>): ((message: Message) => Promise<void>) | undefined {
  const { smtp, from } = mail;
  if (smtp === undefined) return undefined;
  // Loaded when the first message is sent.
  let transport: Transporter | undefined;
  const sender = from ?? `lingtai@${new URL(smtp).hostname}`;
  return async ({ to, subject, text }) => {
    transport ??= (await import('nodemailer')).createTransport({
      url: smtp,
      connectionTimeout: 15_000,
      socketTimeout: 60_000,
    });
    await transport.sendMail({
      from: sender,
      // As an object, so that a comma in it is no second address.
      to: { name: '', address: to },
      subject,
      text,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  };
}
