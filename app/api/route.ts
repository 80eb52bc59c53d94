import { answerAtDoorOne } from './door-one';

/** Door one to the API: anywhere that Next runs. `npm start` uses door two, in lib/server. */
export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export {
  answerAtDoorOne as DELETE,
  answerAtDoorOne as GET,
  answerAtDoorOne as HEAD,
  answerAtDoorOne as OPTIONS,
  answerAtDoorOne as PATCH,
  answerAtDoorOne as POST,
  answerAtDoorOne as PUT,
};
