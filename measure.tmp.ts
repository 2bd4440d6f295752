import { exportOrdersOurs, exportOrdersYardstick } from './tests/bench/works/export-orders';
const [,,file='',n='3']=process.argv;
const med=(x:number[])=>[...x].sort((a,b)=>a-b)[x.length>>1]!;
const a:number[]=[],b:number[]=[];
for(let i=0;i<Number(n);i++){ const y=await exportOrdersYardstick(file); const o=await exportOrdersOurs(file); a.push(o.ms); b.push(y.ms); console.log('ours',o,'yard',y);}
console.log(file,'median ours',Math.round(med(a)),'yard',Math.round(med(b)),'ratio',(med(a)/med(b)).toFixed(2));
