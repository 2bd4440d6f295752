import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { day } from '#core/calendar';
import { writeReport } from '#services/export-report';
import { addOrders, openBooks, run } from './export-books';

describe('a report of a database that others write to', () => {
  it('is of one moment: what is written meanwhile is neither half in it nor twice', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oppgjor-export-'));
    const other = openBooks(path.join(folder, 'desk.db'));
    try {
      const at = (minute: number) => new Date(Date.UTC(2026, 4, 4, 0, minute)).toISOString();
      const ids = Array.from({ length: 3000 }, (_, i) => ({ orderId: `A-${i}`, at: at(i % 600) }));
      addOrders(other.db, ids);
      const request = {
        kind: 'orders' as const,
        format: 'plain' as const,
        filter: { period: { from: day('2026-05-01'), to: day('2026-05-31') } },
      };
      const file = await writeReport(other, request, 'kari');
      let text = '';
      let moved = false;
      for await (const piece of file.pieces) {
        text += piece;
        if (moved) continue;
        run(other.db, `UPDATE orders SET activity_at = '2026-05-30T10:00:00.000Z' WHERE order_id <> 'A-7'`);
        moved = true;
      }
      file.close();
      const found = [...text.matchAll(/,(A-\d+),/g)].map(([, id]) => id);
      expect(found).toHaveLength(file.rows);
      expect(new Set(found).size).toBe(3000);
      expect(text).not.toContain('2026-05-30');
    } finally {
      other.close();
      fs.rmSync(folder, { recursive: true });
    }
  });
});
