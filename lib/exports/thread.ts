import { serveAsThread } from './maker-thread';

await serveAsThread();
