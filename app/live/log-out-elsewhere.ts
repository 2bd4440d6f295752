/** A person who logs out in one tab is logged out in all: the others leave what they show. */
const channelName = 'oppgjor-log-out';
/** So that the server has heard of it first. */
const afterMs = 500;
/** A page hears what it says itself, through its other channel. */
const thisPage = typeof crypto === 'undefined' ? '' : crypto.getRandomValues(new Uint32Array(2)).join('-');

export function tellLogOut(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(thisPage);
  channel.close();
}

export function listenForLogOut(): BroadcastChannel {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', ({ data }) => {
    if (data !== thisPage) setTimeout(() => location.reload(), afterMs);
  });
  return channel;
}
