import { builder } from './builder.ts';

export const CallbackInput = builder.inputType('CallbackInput', {
  description:
    'Who is told when the job is over (completed, failed or cancelled), by a POST as Standard Webhooks describe it.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description: 'An http or https address without a user name. It must lead to a public address.',
    }),
    secret: t.string({
      description:
        'Signs the deliveries: `whsec_` and 1 to 256 bytes as base64. Left out: they are unsigned.',
    }),
  }),
});
