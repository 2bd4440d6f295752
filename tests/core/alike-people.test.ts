import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areAlike } from '#core/alike-people';

const person = (username: string, name: string) => ({ username, name });

describe('two accounts', () => {
  it.each([
    ['a number behind a name that was taken', person('kari', 'Kari N'), person('kari-2', 'K. Nordmann')],
    [
      'an e-mail address',
      person('kari.nordmann', 'kari.nordmann'),
      person('kari.nordmann@shop.example', 'KN'),
    ],
    ['a name written out', person('kari.nordmann', 'kari.nordmann'), person('kn', 'Kari Nordmann')],
    ['the same name', person('kari', 'Åse  Moe'), person('aa', 'åse moe')],
    ['a name without its Norwegian letters', person('1', 'Bjørn Ødegård'), person('2', 'Bjoern Oedegaard')],
    ['a user name made of such a name', person('kåre.ødegård', 'KØ'), person('kare.odegard', 'kare.odegard')],
    ['the family name first', person('kari', 'Kari Nordmann'), person('kn', 'Nordmann, Kari')],
    ['a label of an e-mail address', person('kari@shop.example', 'K'), person('kari+desk@shop.example', 'N')],
    ['a number of chance that the desk gave', person('kari', 'K'), person('kari-1234567', 'N')],
    ['two letters that are one', person('aa', 'A'), person('aa-2', 'B')],
    ['letters put together otherwise', person('a1', 'Åse Moe'), person('b1', 'A\u030Ase Moe')],
  ])('may be one person’s by %s', (_what, one, other) => {
    expect(areAlike(one, other)).toBe(true);
    expect(areAlike(other, one)).toBe(true);
  });

  it.each([
    [person('kari', 'Kari Nordmann'), person('ola', 'Ola Nordmann')],
    [person('demo', 'demo'), person('finance', 'Finance')],
    [person('1', '—'), person('2', '…')],
    [person('butikk1', 'Butikk én'), person('lager2', 'Lager to')],
    [person('ab12345', 'Kari Nordmann'), person('ab54321', 'Ola Hansen')],
    [person('ansatt17', 'Kari'), person('ansatt18', 'Ola')],
    [person('kasse-123', 'Kari'), person('kasse-124', 'Ola')],
    [person('person', 'person'), person('person-2', 'person-2')],
  ])('of %o and %o are two people’s', (one, other) => expect(areAlike(one, other)).toBe(false));

  it('are alike whichever comes first, and each is like itself', () => {
    const any = fc.record({ username: fc.string({ minLength: 2 }), name: fc.string({ minLength: 1 }) });
    fc.assert(fc.property(any, any, (one, other) => areAlike(one, other) === areAlike(other, one)));
    const named = fc.record({ username: fc.stringMatching(/^[a-o]{2,20}$/), name: fc.string() });
    fc.assert(fc.property(named, (one) => areAlike(one, one)));
  });
});
