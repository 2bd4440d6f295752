/** Every text in English: one file for each part of the desk. */
import audit from './audit.json';
import bank from './bank.json';
import bulk from './bulk.json';
import charts from './charts.json';
import files from './files.json';
import jobs from './jobs.json';
import lists from './lists.json';
import live from './live.json';
import orders from './orders.json';
import palette from './palette.json';
import payments from './payments.json';
import payouts from './payouts.json';
import people from './people.json';
import reconciliation from './reconciliation.json';
import reports from './reports.json';
import settings from './settings.json';
import shell from './shell.json';
import shipping from './shipping.json';
import today from './today.json';
import words from './words.json';

export default {
  ...audit,
  ...bank,
  ...bulk,
  ...charts,
  ...files,
  ...jobs,
  ...lists,
  ...live,
  ...orders,
  ...palette,
  ...payments,
  ...payouts,
  ...people,
  ...reconciliation,
  ...reports,
  ...settings,
  ...shell,
  ...shipping,
  ...today,
  ...words,
};
