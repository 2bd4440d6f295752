/** Every text in English: one file for each part of the desk. */
import bank from './bank.json';
import charts from './charts.json';
import files from './files.json';
import jobs from './jobs.json';
import orders from './orders.json';
import payments from './payments.json';
import payouts from './payouts.json';
import reconciliation from './reconciliation.json';
import reports from './reports.json';
import settings from './settings.json';
import shell from './shell.json';
import shipping from './shipping.json';
import today from './today.json';
import words from './words.json';

export default {
  ...bank,
  ...charts,
  ...files,
  ...jobs,
  ...orders,
  ...payments,
  ...payouts,
  ...reconciliation,
  ...reports,
  ...settings,
  ...shell,
  ...shipping,
  ...today,
  ...words,
};
