import fs from 'node:fs';
import { day } from '#core/calendar';
import { csvOptions, } from '#services/export-report';
import { findReport } from '#services/export-reports';
import { orderColumns } from '#services/export-columns';
import { pageOfOrders } from '#db/queries/export-orders';
import { rowsByPage } from '#services/export-rows';
import { writeCsv } from '#files/csv-writer';
import { withDesk } from './tests/bench/desk';
await withDesk(process.argv[2]!, async ({db})=>{
 for (const f of ['plain','excel'] as const){
  let a='';const t=performance.now();
  const bufs:any[]=[];
  for await (const p of findReport('orders').csv(db,{period:{from:day('2000-01-01'),to:day('2199-12-31')}},csvOptions[f])) bufs.push(Buffer.from(p as any));
  const t2=performance.now();
  const g=Buffer.concat(bufs);
  const ref:any[]=[];
  for await (const p of writeCsv(rowsByPage((after:any)=>pageOfOrders(db,{range:{from:'2000',before:'2200'}},after)),orderColumns as any,csvOptions[f])) ref.push(Buffer.from(p));
  console.log(f,Buffer.concat(ref).equals(g),g.length,Math.round(t2-t),'ref',Math.round(performance.now()-t2));
 }
});
