import fc from 'fast-check';

// One seed for every run, so that a change is judged by its own faults; SEED=... tries others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20) });
