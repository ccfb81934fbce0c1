export type { Aggregate, CellCluster, CellRange, Literal, Plan, Relation, Scalar } from './ir.ts';
export type { CatalogueView, TableStorage, ViewColumn, ViewTable } from './view.ts';
