// Asks every two seconds how the payment stands, and loads the page anew when there is news.
const waiting = document.querySelector('[data-state-address]');
const address = waiting?.getAttribute('data-state-address');
const known = waiting?.getAttribute('data-state');

async function ask() {
  try {
    const response = await fetch(address, { headers: { Accept: 'application/json' } });
    const { state } = await response.json();
    if (response.ok && state !== known) {
      location.reload();
      return;
    }
  } catch {
    // no network for a moment: the next question may be answered
  }
  setTimeout(ask, 2000);
}

if (address) setTimeout(ask, 2000);
