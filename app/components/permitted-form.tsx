/** A form that only those see who may send it; the server asks again. */
import { Form, type FormProps } from '@remix-run/react';
import type { Permission } from '#core/permissions';
import { type MayWhere, useMay } from '../auth/use-may';

type Props = FormProps & { readonly needs: Permission; readonly where?: MayWhere };

export function PermittedForm({ needs, where, ...form }: Props) {
  return useMay()(needs, where) ? <Form {...form} /> : null;
}
