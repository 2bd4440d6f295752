/** A person who logs out in one tab is logged out in all: the others leave what they show. */
const channelName = 'oppgjor-log-out';
/** So that the server has heard of it first. */
const afterMs = 500;

export function tellLogOut(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('out');
  channel.close();
}

export function listenForLogOut(): BroadcastChannel {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', () => setTimeout(() => location.reload(), afterMs));
  return channel;
}
