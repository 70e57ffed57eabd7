import { setUp } from './setup';

setUp().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
