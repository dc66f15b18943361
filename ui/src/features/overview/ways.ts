/** Where the overview leads. */
export interface Ways {
  edit(): void;
  jobs(): void;
  look(): void;
  record(type: string, id: string): void;
  job(job: number): void;
}
