/** For routes: the cookies of log-ins, read and taken away. */
export { clearCookie, readCookie } from '#server/log-in-cookies';
