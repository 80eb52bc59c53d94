import type { OperationExample } from './openapi-examples';

/** A log of two events as it really is: signature, record, openings and path hold. */
const CHECKPOINT =
  'onceover/mer_019a9d1b0c3572f18d1e4b6a90c27f53\n2\n9ptDbvAtfpkuKE8AljawwkpIMnBtcmZ3l1szYQv8Uxk=\n\n— onceover/mer_019a9d1b0c3572f18d1e4b6a90c27f53 vMGP30AGxCTMYCMHFBlJE3OWYm2Zzn/cVgY8HahYy6XThdNbvrCzMRtWPB3JIR2KCM29+o7vjHiB9h/KHvghgeU/fAw=\n';
const FIRST_LEAF = '300cfa201f468a3546db4ddce9caeed586105176b61bfb63fea7a6377e2db38d';
const ROOT = 'f69b436ef02d7e992e284f009636b0c24a4832706d726677975b33610bfc5319';
const LEAF = '486a962f41ecdd1f5ecefa81da5933e423888a5deda509fe4fab231892e1642e';
const FINGERPRINT = 'fe812c12f3ab4ce6ac5db69ac352f906cb1b11ef43fb33e252ef7ff552263889';
const RECORD =
  '{"columns":{"amount":"qep_VlaVitIbfGQa_jtOr-7mvThP2BQDuH1LIjOpois","currency":"xwD6sQw1b1ZrGiwTHhIVAGGHopboHgMIGWj32cD_xs0","customer_reference":"2VuY_QFJF0AjHqwGC0ejfF4CSPTzlBed3PPmv04JgPA","detail":"rxxDXC6E_fmOGwkhi1Ux6mhwzc1X0B96riWPBW8kgwU","generation":"1u5gD_UhIjk-Vwh5Yb0jGRtso-a_-_Ihy5LWO0vwQdE","http_status":"qBKVN8nudkthfWwTgEB1XCtmXHN7xTDochJCY0nuZZs","idempotency_key":"dC1UFH9aBJska3P2Q6zoM1Xi82miTbQklysJOFKXlfs","kind":"7LmbqbL8WiVVAnoPOYQdzHUQfjo63B2XoQa1C4tvkUU","occurred_at":"pENem6fTOtqhKF-bBntQaRizKO-v7tkPOj4HI10y0oc","operation":"TmR5x8WQ7LtHOXOmGS03bs2LfzvQHlVElBXqNzxhPt0","outcome":"OhPIKJ8H0Hgjz3wPEGsb9j81cplqniAQM8gnJxCa25k","source":"Drhcq-xNXR3IhedTCSX0xuU9ueXxn-5t3pap3LaryGo"},"id":"evt_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d","merchant":"mer_019a9d1b0c3572f18d1e4b6a90c27f53","recorded_at":"2026-11-23T10:15:30.601442Z","seq":2,"v":1}';

const totals = {
  attempts: 412,
  outcomes: { executed: 371, replayed: 38, payload_conflict: 3 },
  amounts: { EUR: '18210450', JPY: '91200' },
};
const review = {
  id: 'evt_019a9d1b5c3e7c8a9b3f0d5e6a7b8c9d',
  object: 'review',
  day: '2026-11-22',
  note: 'Three conflicts, all of one test client. Nothing open.',
  reviewed_by: 'ines@auditors.example',
  role: 'auditor',
  reviewed_at: '2026-11-23T08:02:11.097314Z',
  seen: { ...totals, log_size: 48211, root: ROOT, control_failures: 0 },
};

export const auditExamples: Readonly<Record<string, OperationExample>> = {
  getAuditCheckpoint: {
    responses: {
      200: {
        note: CHECKPOINT,
        size: 2,
        root: ROOT,
        created_at: '2026-11-23T10:15:31.002817Z',
        log_size: 2,
      },
    },
  },
  getAuditConsistency: {
    responses: { 200: { from: 1, to: 2, from_root: FIRST_LEAF, to_root: ROOT, path: [LEAF] } },
  },
  getAuditIntegrity: {
    responses: {
      200: {
        object: 'integrity',
        state: 'sealing',
        since: null,
        roles_separated: true,
        heads: [
          {
            merchant_id: 'mer_019a9d1b0c3572f18d1e4b6a90c27f53',
            name: 'Northwind',
            size: 2,
            sealed_at: '2026-11-23T10:15:30.601442Z',
            waiting_since: null,
            checkpoint: {
              size: 2,
              root: ROOT,
              note: CHECKPOINT,
              created_at: '2026-11-23T10:15:31.002817Z',
              published_at: '2026-11-23T10:15:31.017402Z',
              signed_by: FINGERPRINT,
            },
          },
        ],
        control_failures: [
          {
            control: 'audit log',
            cause: 'the database could not be reached',
            started_at: '2026-11-21T02:11:40.120Z',
            ended_at: '2026-11-21T02:14:02.907Z',
          },
        ],
        as_of: '2026-11-23T10:16:00.000Z',
      },
    },
  },
  listAuditRecords: {
    responses: {
      200: { first: 2, last: 2, size: 2, records: [RECORD], left: [FIRST_LEAF], right: [] },
    },
  },
  listAuditReviews: {
    responses: {
      200: {
        object: 'review_days',
        from: '2026-11-22',
        to: '2026-11-24',
        data: [
          { day: '2026-11-23', over: false, attempts: 0, outcomes: {}, amounts: {}, reviews: [] },
          { day: '2026-11-22', over: true, ...totals, reviews: [review] },
        ],
        as_of: '2026-11-23T10:16:00.000000Z',
      },
    },
  },
  createAuditReview: {
    requests: { 'A day': { day: review.day, note: review.note } },
    responses: { 201: review },
  },
  listAuditPublicKeys: {
    responses: {
      200: {
        data: [
          {
            verifier_key:
              'onceover/mer_019a9d1b0c3572f18d1e4b6a90c27f53+bcc18fdf+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs',
            public_key: '6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=',
            fingerprint: FINGERPRINT,
            created_at: '2026-11-20T08:00:00.000000Z',
            retired_at: null,
          },
        ],
      },
    },
  },
  getAuditEventProof: {
    responses: {
      200: {
        checkpoint: CHECKPOINT,
        size: 2,
        leaf_index: 1,
        record: RECORD,
        leaf_hash: LEAF,
        path: [FIRST_LEAF],
        columns: {
          amount: {
            salt: '3a13df39ca4b1abf788938dcbc04d5a4',
            value: 4990,
          },
          currency: {
            salt: '6bde1c98191a4c63b24921d2ab76b3eb',
            value: 'EUR',
          },
          customer_reference: {
            salt: '86f47f96070eced302cd637190321ca6',
            value: 'cus_81723',
          },
          detail: {
            salt: '471a01877371772197104c67e8350e2d',
            value: {},
          },
          generation: {
            salt: 'ac080c94b3e5b14fa3dedabac7d4e452',
            value: 1,
          },
          http_status: {
            salt: '6e9a1541d335a3691dffe9a80e0592c7',
            value: 201,
          },
          idempotency_key: {
            salt: '334f0733cbd8652468699eb0dcb8ea8e',
            value: 'order-17',
          },
          kind: {
            salt: 'eb6859c75a0d2123cc6c1fc57a340e5a',
            value: 'attempt',
          },
          occurred_at: {
            salt: 'c83326504031c9983e5d7647dfa23af7',
            value: '2026-11-23T10:15:30.482132Z',
          },
          operation: {
            salt: '23d60dbb936e88971b37e604049c3433',
            value: 'payments',
          },
          outcome: {
            salt: 'e5452034005a4ca7ec2d0f2853d66616',
            value: 'executed',
          },
          source: {
            salt: '5e6982336dcfa1c6939798835e3f3ff4',
            value: 'ingest',
          },
        },
      },
    },
  },
};
