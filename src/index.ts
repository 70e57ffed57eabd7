export * from './availability';
export * from './cache-profile';
export * from './image-pull-policy';
export * from './node-local-dns-cache';
export * from './props';
export * from './proxy-mode';
export * from './query-log';
export * from './update-strategy';
