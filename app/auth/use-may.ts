/** What the person at this page may do. Only so that no button is shown that would be refused: the server asks again. */
import { useRouteLoaderData } from '@remix-run/react';
import { type Grant, mayAt, mayEverywhere, maySomewhere, type Permission } from '#core/permissions';
import type { RootData } from '../root';

const none: readonly Grant[] = [];

export type MayWhere = 'somewhere' | 'everywhere' | { readonly msn: string };
export type May = (permission: Permission, where?: MayWhere) => boolean;

export function useMay(): May {
  const grants = useRouteLoaderData<RootData>('root')?.person?.grants ?? none;
  return (permission, where = 'somewhere') => {
    if (where === 'somewhere') return maySomewhere(grants, permission);
    return where === 'everywhere' ? mayEverywhere(grants, permission) : mayAt(grants, permission, where.msn);
  };
}
