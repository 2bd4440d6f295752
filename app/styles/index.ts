/** In the order of the cascade: what comes later may say otherwise of what came before. */
import './base.css';
import './shell.css';
import './cards.css';
import './states.css';
import './tables.css';
import './today.css';
import './phone.css';
import './print.css';
import './ledger.css';
import './exceptions.css';
import './matches.css';
import './files.css';
import './phone-pages.css';
import './print-voucher.css';
import './journey.css';
import './shipping.css';
