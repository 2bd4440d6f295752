export * from './commands';
export * from './ledgers';
export * from './operations';
export * from './orders';
export * from './payouts';
export * from './sales-units';
